//! What the words of `#[init(…)]` lead to in an editor that are neither an initializer nor a
//! method: the derive names each at the user's word.

#![allow(non_upper_case_globals, reason = "the words are lower-case")]

/// `#[init(skip)]`: the field is not a parameter, and neither written nor planned nor counted.
///
/// A number such as `stride: usize` is marked so, and a tensor that is not to be touched.
pub const skip: () = ();

/// `#[init(bound = "T: Initialize")]`, on a struct or enum: the where clause of the
/// implementation, in place of the inferred one.
///
/// Inferred are bounds on the field types that mention a type parameter, as each field needs
/// it. `bound = ""` adds none.
pub const bound: () = ();
