//! The targets, in an editor, of the words of `#[init(…)]` that are neither an initializer nor a
//! method: the derive names each at the user's word.

#![allow(non_upper_case_globals, reason = "the words are lower-case")]

/// `#[init(skip)]`: the field is not a parameter, and neither written nor planned nor counted.
///
/// For a number such as `stride: usize`, and for a tensor that is not to be touched.
pub const skip: () = ();

/// `#[init(bound = "T: Initialize")]`, on a struct or enum: the where clause of the implementation,
/// instead of the inferred one.
///
/// Inferred are the bounds that each field needs, on the field types that mention a type parameter.
/// `bound = ""` adds none.
pub const bound: () = ();
