//! Memory on the host, asked for so that its absence is an error.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{ErrorKind, Problem};

/// An empty vector with room for `length` elements, or the error that there is no memory for it.
pub(crate) fn try_reserved<T>(length: usize) -> Result<Vec<T>, Problem> {
    let mut values = Vec::new();
    values.try_reserve_exact(length).map_err(|_| {
        Problem::new(
            ErrorKind::OutOfMemory,
            format!(
                "no memory for the {} values of a matrix that is made on the host",
                length.saturating_mul((size_of::<T>() / size_of::<f64>()).max(1))
            ),
        )
    })?;
    Ok(values)
}
