//! Stage 3: prints the implementation. It decides nothing.
//!
//! Every word of an attribute is the path segment or method of the call that it becomes,
//! with the user's span, so that the compiler's errors and an editor's documentation are those
//! of the real function, at the user's token.

mod bound;
mod constants;
mod declared;
mod fallback;
mod field;
mod hygiene;
mod item;
mod rules;
mod walk;

pub(crate) use fallback::fallback;
pub(crate) use item::implementation;
