#!/usr/bin/env bash
# qemu-user 7.2.22 of Debian 12: an emulated s390x multiplies two f32 to an f64 wrongly.
#
# The instruction `mdebr` takes two numbers of 32 bits and gives their exact product as one of 64. The emulator
# reads the register of the first as if it held 64 bits: 1.5 times 3 is 0.375, in place of 4.5. LLVM compiles
# `f64::from(a) * f64::from(b)` to it, so that Rust's fused multiply-adds in software, and whatever else widens
# before it multiplies, fail under emulation alone. GCC of Debian 12 widens both and multiplies by `mdbr`, which
# is right. qemu-user 10.0.2, of Debian's backports, gives 4.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download qemu-user=1:7.2+dfsg-7+deb12u18+b3 2>"$folder/log" || { cat "$folder/log"; exit 1; }
dpkg -x qemu-user_*.deb .
# A program of one segment: loads 1.5 and 3, multiplies them, and writes the eight bytes of the product.
python3 - <<'PYTHON'
import os
import struct

start = 0x100_0000
code = bytes.fromhex(
    "c01000000018"  # larl %r1, numbers
    "78001000"  # le %f0, 0(%r1)
    "78201004"  # le %f2, 4(%r1)
    "b30c0002"  # mdebr %f0, %f2
    "60001008"  # std %f0, 8(%r1)
    "a7290001" "41301008" "a7490008" "0a04"  # write(1, 8(%r1), 8)
    "a7290000" "0a01"  # exit(0)
    "070707070707"
)
numbers = struct.pack(">ffd", 1.5, 3.0, 0.0)
size = 64 + 56 + len(code) + len(numbers)
ident = b"\x7fELF" + bytes([2, 2, 1]) + bytes(9)
entry = start + 64 + 56
header = ident + struct.pack(">HHIQQQIHHHHHH", 2, 22, 1, entry, 64, 0, 0, 64, 56, 1, 0, 0, 0)
segment = struct.pack(">IIQQQQQQ", 1, 7, 0, start, start, size, size, 0x1000)
with open("product", "wb") as file:
    file.write(header + segment + code + numbers)
os.chmod("product", 0o755)
PYTHON
usr/bin/qemu-s390x --version | head -1
usr/bin/qemu-s390x ./product >found
python3 -c 'import struct; print("1.5 times 3 is", *struct.unpack(">d", open("found", "rb").read()))' | tee text
[[ $(<text) == "1.5 times 3 is 0.375" ]] && echo "as described"
