//! Integers and booleans: stored as they are, and loaded where all their values fit.

use init_core::safetensors::{Load, load, save};
use init_core::walk::Parameters;
use init_core::{ErrorKind, Initialize};
use ndarray::{Array2, ShapeBuilder};
use safetensors::Dtype;

use crate::{Folder, Raw, read, write};

/// Every type, at its ends.
#[derive(Debug, Clone, PartialEq, Initialize)]
struct All {
    #[init(zeros)]
    i8: [i8; 2],
    #[init(zeros)]
    i16: [i16; 2],
    #[init(zeros)]
    i32: [i32; 2],
    #[init(zeros, shape = (1, 2))]
    i64: Vec<i64>,
    #[init(zeros)]
    u8: [u8; 2],
    #[init(zeros)]
    u16: [u16; 2],
    #[init(zeros)]
    u32: [[u32; 1]; 2],
    #[init(zeros)]
    u64: [u64; 2],
    #[init(zeros)]
    bool: [bool; 3],
    #[init(zeros)]
    num_batches_tracked: i64,
    #[init(zeros)]
    columns: Array2<i64>,
}

fn extremes() -> All {
    All {
        i8: [i8::MIN, i8::MAX],
        i16: [i16::MIN, i16::MAX],
        i32: [i32::MIN, i32::MAX],
        i64: vec![i64::MIN, i64::MAX],
        u8: [u8::MIN, u8::MAX],
        u16: [u16::MIN, u16::MAX],
        u32: [[u32::MIN], [u32::MAX]],
        u64: [u64::MAX - 1, u64::MAX],
        bool: [true, false, true],
        num_batches_tracked: (1 << 53) + 1,
        columns: Array2::from_shape_fn((300, 70).f(), |(row, column)| {
            i64::MIN.wrapping_add_unsigned((row * 70 + column) as u64)
        }),
    }
}

fn zeros() -> All {
    All {
        i8: [0; 2],
        i16: [0; 2],
        i32: [0; 2],
        i64: vec![0; 2],
        u8: [0; 2],
        u16: [0; 2],
        u32: [[0]; 2],
        u64: [0; 2],
        bool: [false; 3],
        num_batches_tracked: 0,
        columns: Array2::zeros((300, 70).f()),
    }
}

fn bytes<const N: usize>(values: impl IntoIterator<Item = [u8; N]>) -> Vec<u8> {
    values.into_iter().flatten().collect()
}

#[test]
fn every_type_is_stored_as_it_is_and_loaded() {
    let folder = Folder::new("integers");
    let path = folder.file("m.safetensors");
    let all = extremes();
    save(&all, &path).unwrap();
    let file = read(&path);
    let expect = |name: &str, dtype, shape: &[usize], bytes: Vec<u8>| {
        let shape = shape.to_vec();
        assert_eq!(
            file[name],
            Raw {
                dtype,
                shape,
                bytes
            },
            "{name}"
        );
    };
    expect("i8", Dtype::I8, &[2], bytes(all.i8.map(i8::to_le_bytes)));
    expect(
        "i16",
        Dtype::I16,
        &[2],
        bytes(all.i16.map(i16::to_le_bytes)),
    );
    expect(
        "i32",
        Dtype::I32,
        &[2],
        bytes(all.i32.map(i32::to_le_bytes)),
    );
    let i64s = all.i64.iter().copied().map(i64::to_le_bytes);
    expect("i64", Dtype::I64, &[1, 2], bytes(i64s));
    expect("u8", Dtype::U8, &[2], all.u8.to_vec());
    expect(
        "u16",
        Dtype::U16,
        &[2],
        bytes(all.u16.map(u16::to_le_bytes)),
    );
    let u32s = all.u32.map(|[value]| value.to_le_bytes());
    expect("u32", Dtype::U32, &[2, 1], bytes(u32s));
    expect(
        "u64",
        Dtype::U64,
        &[2],
        bytes(all.u64.map(u64::to_le_bytes)),
    );
    expect("bool", Dtype::BOOL, &[3], vec![1, 0, 1]);
    let counter = all.num_batches_tracked.to_le_bytes().to_vec();
    expect("num_batches_tracked", Dtype::I64, &[], counter);
    let columns = all.columns.iter().copied().map(i64::to_le_bytes);
    expect("columns", Dtype::I64, &[300, 70], bytes(columns));

    let mut again = zeros();
    let loaded = Load::new().strict().run(&mut again, &path).unwrap();
    assert_eq!(loaded.names().len(), 11);
    assert_eq!(again, all);
}

#[derive(Debug, Initialize)]
struct Field<T: Parameters> {
    #[init(zeros)]
    tensor: T,
}

/// Loads a tensor of a file into another type, which holds all of its values or none.
#[track_caller]
fn loads<T: Parameters + PartialEq + std::fmt::Debug>(raw: Raw, before: T, after: Option<T>) {
    let folder = Folder::new("integer-types");
    let path = folder.file("m.safetensors");
    write(&path, &[("tensor", raw)], &[]);
    let mut field = Field { tensor: before };
    match (load(&mut field, &path), after) {
        (Ok(loaded), Some(after)) => {
            assert_eq!(loaded.names(), ["tensor"]);
            assert_eq!(field.tensor, after);
        }
        (Err(error), None) => {
            assert!(error.has(ErrorKind::DType), "{error}");
            assert!(error.written().is_empty());
        }
        (found, after) => panic!("{found:?}, expected {after:?}"),
    }
}

fn raw(dtype: Dtype, bytes: &[u8]) -> Raw {
    Raw {
        dtype,
        shape: vec![1],
        bytes: bytes.to_vec(),
    }
}

#[test]
fn wider_integers_hold_narrower_ones() {
    let byte = || raw(Dtype::U8, &[200]);
    loads(byte(), [0_u8], Some([200]));
    loads(byte(), [0_u16], Some([200]));
    loads(byte(), [0_i16], Some([200]));
    loads(byte(), [0_i64], Some([200]));
    loads(byte(), [0_i8], None);
    let signed = || raw(Dtype::I32, &(-70_000_i32).to_le_bytes());
    loads(signed(), [0_i64], Some([-70_000]));
    loads(signed(), [0_u64], None);
    loads(signed(), [0_i16], None);
    let largest = || raw(Dtype::U64, &u64::MAX.to_le_bytes());
    loads(largest(), [0_u64], Some([u64::MAX]));
    loads(largest(), [0_i64], None);
}

/// candle keeps PyTorch's masks as U8.
#[test]
fn a_boolean_is_an_integer_but_not_the_reverse() {
    let yes = || raw(Dtype::BOOL, &[1]);
    loads(yes(), [false], Some([true]));
    loads(yes(), [7_u8], Some([1]));
    loads(yes(), [7_i64], Some([1]));
    loads(yes(), [7.0_f32], None);
    loads(raw(Dtype::U8, &[1]), [false], None);
}

#[test]
fn floats_and_integers_do_not_stand_for_each_other() {
    loads(raw(Dtype::I8, &[1]), [7.0_f64], None);
    loads(raw(Dtype::F32, &1.0_f32.to_le_bytes()), [7_i64], None);
    let folder = Folder::new("integer-float");
    let path = folder.file("m.safetensors");
    write(&path, &[("tensor", Raw::f32(&[], &[1.0]))], &[]);
    let error = load(&mut Field { tensor: 7_i64 }, &path).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`tensor`: the tensor's type i64 does not hold every value of `tensor` in `m.safetensors`, which is F32
  help: convert the file, or load it into a tensor of its type
  note: an integer is read as one of a type that has all of its values, a boolean as any integer too, a float as neither
note: nothing was written"
    );
}

/// Rust's `bool` has no third value, and numpy would take the byte for true.
#[test]
fn a_boolean_of_another_byte_is_an_error() {
    #[derive(Initialize)]
    struct Two {
        #[init(zeros)]
        before: [f32; 1],
        #[init(zeros, shape = self.flags.len())]
        flags: Vec<bool>,
    }

    let folder = Folder::new("boolean-bytes");
    let path = folder.file("m.safetensors");
    let mut bytes = vec![1; 100_000];
    bytes[99_999] = 2;
    let flags = Raw {
        dtype: Dtype::BOOL,
        shape: vec![100_000],
        bytes,
    };
    let both = [("before", Raw::f32(&[1], &[1.0])), ("tensor", flags)];
    write(&path, &both, &[]);
    let mut two = Two {
        before: [7.0],
        flags: vec![false; 100_000],
    };
    let load = Load::new().rename(|path| path.replace("flags", "tensor"));
    let error = load.run(&mut two, &path).unwrap_err();
    assert!(error.has(ErrorKind::File));
    let text = error.to_string();
    let expected = "m.safetensors`: `tensor` has the byte 2 at index 99999, which is neither false (0) nor true (1)";
    assert!(text.contains(expected), "{text}");
    assert_eq!(two.before, [7.0]);
    assert!(two.flags.iter().all(|flag| !flag));
}
