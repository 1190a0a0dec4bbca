//! The ids of shared tensors and modules.

/// The id of a shared tensor or module, which no other of the model has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedId {
    space: &'static str,
    id: u64,
}

impl SharedId {
    /// The id that a library gives its tensors, in a space named after the library.
    pub fn new(space: &'static str, id: u64) -> Self {
        Self { space, id }
    }

    /// The address that a sharing pointer, such as `Rc` or `Arc`, owns.
    pub fn address<T: ?Sized>(pointer: *const T) -> Self {
        Self::new("address", pointer.cast::<()>().addr() as u64)
    }
}
