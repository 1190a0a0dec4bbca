//! From paths to streams: FNV-1a over the components joined by dots.

use crate::model::stream;
use crate::reference::fnv1a;

/// The vectors that the authors of FNV publish.
#[test]
fn the_reference_is_fnv_1a() {
    assert_eq!(fnv1a(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv1a("a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(fnv1a("foobar"), 0x8594_4171_f739_67e8);
}

#[test]
fn a_stream_is_the_hash_of_the_whole_path() {
    for path in [
        &["weight"][..],
        &["layers", "0", "weight"],
        &["a", "b", "c", "d", "e", "f"],
        &["слой", "é", "e\u{301}", "🦀"],
        &[" ", "\u{0}"],
    ] {
        assert_eq!(stream(path), fnv1a(&path.join(".")), "{path:?}");
    }
}

/// A transparent module adds nothing, not even its dot.
#[test]
fn empty_components_leave_the_stream_as_it_is() {
    assert_eq!(stream(&["", "weight"]), fnv1a("weight"));
    assert_eq!(stream(&["a", "", "weight"]), fnv1a("a.weight"));
    assert_eq!(stream(&["a", "b", ""]), fnv1a("a.b"));
    assert_eq!(stream(&[""]), fnv1a(""));
}
