//! `name` and `stream`: a field's component in paths, and in the stream of its values.

use init_core::{ErrorKind, Initialize, Reset};

use super::{paths, reset};

#[derive(Initialize, Clone, Default)]
struct Linear {
    #[init(normal)]
    weight: [f32; 8],
}

#[derive(Initialize, Default)]
struct Renamed {
    #[init(name = "proj")]
    first: Linear,
    #[init(normal, name = "w")]
    second: [f32; 8],
    #[init(name = "")]
    third: Linear,
}

#[test]
fn name_replaces_the_component_and_an_empty_one_is_transparent() {
    assert_eq!(paths(&Renamed::default()), ["proj.weight", "w", "weight"]);
}

#[derive(Initialize, Default)]
struct Old {
    body: Linear,
    #[init(normal)]
    head: [f32; 8],
}

#[derive(Initialize, Default)]
struct New {
    #[init(stream = "body")]
    trunk: Linear,
    #[init(normal, stream = "head")]
    classifier: [f32; 8],
}

#[test]
fn stream_keeps_the_values_of_a_renamed_field() {
    let (mut old, mut new) = (Old::default(), New::default());
    reset(&mut old);
    reset(&mut new);
    assert_eq!(paths(&new), ["trunk.weight", "classifier"]);
    assert_eq!(old.body.weight, new.trunk.weight);
    assert_eq!(old.head, new.classifier);
    assert_ne!(old.head, old.body.weight);
}

#[derive(Initialize, Default)]
struct Wrapper {
    #[init(name = "", stream = "")]
    inner: Old,
}

#[test]
fn a_transparent_wrapper_keeps_every_value() {
    let (mut old, mut wrapper) = (Old::default(), Wrapper::default());
    reset(&mut old);
    reset(&mut wrapper);
    assert_eq!(paths(&wrapper), ["body.weight", "head"]);
    assert_eq!(old.body.weight, wrapper.inner.body.weight);
    assert_eq!(old.head, wrapper.inner.head);
}

#[derive(Initialize, Default)]
struct NameAlone {
    #[init(name = "")]
    inner: Old,
}

#[test]
fn the_stream_follows_the_name_where_it_is_not_given() {
    let (mut old, mut wrapper) = (Old::default(), NameAlone::default());
    reset(&mut old);
    reset(&mut wrapper);
    assert_eq!(old.head, wrapper.inner.head);
}

#[derive(Initialize, Default)]
struct SameName {
    #[init(zeros, name = "w")]
    first: [f32; 1],
    #[init(name = "")]
    second: NamedAlike,
}

#[derive(Initialize, Default)]
struct NamedAlike {
    #[init(zeros, name = "w", stream = "v")]
    inner: [f32; 1],
}

#[derive(Initialize, Default)]
struct SameStream {
    #[init(normal)]
    first: [f32; 1],
    #[init(normal, stream = "first")]
    second: [f32; 1],
}

#[test]
fn two_parameters_with_one_path_or_one_stream_are_an_error_of_the_plan() {
    let error = SameName::default().plan().unwrap_err();
    assert!(error.has(ErrorKind::DuplicatePath), "{error}");
    let error = SameStream::default().plan().unwrap_err();
    assert!(error.has(ErrorKind::DuplicateStream), "{error}");
}

#[derive(Initialize, Default)]
struct Grown {
    #[init(normal)]
    added: [f32; 3],
    #[init(normal)]
    head: [f32; 8],
    body: Linear,
}

#[test]
fn adding_and_reordering_fields_leaves_the_other_values() {
    let (mut old, mut grown) = (Old::default(), Grown::default());
    Reset::seed(3).run(&mut old).unwrap();
    Reset::seed(3).run(&mut grown).unwrap();
    assert_eq!((old.head, old.body.weight), (grown.head, grown.body.weight));
    assert_ne!(grown.added, [0.0; 3]);
}
