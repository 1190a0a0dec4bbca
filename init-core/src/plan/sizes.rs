//! The memory that the parameters of a plan take.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Entry, Plan};
use crate::show::text_table::{self, counted, grouped};

const HEADINGS: [&str; 5] = ["path", "shape", "type", "values", "bytes"];

/// The bytes that the parameters and buffers of a model take, each tensor counted once. Displayed, it is an
/// aligned table with totals below.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(kaiming_normal)]
///     weight: [[f32; 300]; 10],
///     #[init(zeros, buffer)]
///     steps: i64,
/// }
///
/// let plan = Linear { weight: [[0.0; 300]; 10], steps: 0 }.plan()?;
/// assert_eq!(plan.sizes().bytes(), 12_008);
/// assert_eq!(plan.sizes().to_string(), "\
/// path            shape      type  values   bytes
/// weight          [10, 300]  f32    3,000  12,000
/// steps (buffer)  []         i64        1       8
/// 2 tensors, 3,001 values, 12,008 bytes: 11.7 KiB");
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Sizes<'p>(&'p Plan);

impl Plan {
    /// The bytes that the planned parameters and buffers take.
    pub fn sizes(&self) -> Sizes<'_> {
        Sizes(self)
    }
}

impl Entry {
    /// The bytes of its elements; `None` where nothing is known of their type, or where they cannot be
    /// counted.
    pub fn bytes(&self) -> Option<u64> {
        let size = u64::from(self.dtype.part().size()?);
        size.checked_mul(self.len() as u64)
    }
}

impl Sizes<'_> {
    /// The bytes of all, of types that are known; the largest number where they cannot be counted.
    pub fn bytes(self) -> u64 {
        let bytes = self.0.entries().iter().filter_map(Entry::bytes);
        bytes.fold(0, u64::saturating_add)
    }
}

impl fmt::Display for Sizes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.0.entries();
        let rows: Vec<[String; 5]> = entries.iter().map(row).collect();
        text_table::write(f, HEADINGS, 3, &rows)?;
        let values = entries.iter().map(Entry::len);
        let values = values.fold(0, usize::saturating_add);
        write!(
            f,
            "{}, {}, {}: {}",
            counted(entries.len(), "tensor"),
            counted(values, "value"),
            counted(self.bytes() as usize, "byte"),
            rounded(self.bytes())
        )
    }
}

fn row(entry: &Entry) -> [String; 5] {
    let buffer = if entry.is_buffer() { " (buffer)" } else { "" };
    [
        format!("{}{buffer}", entry.path()),
        format!("{:?}", entry.shape()),
        entry.dtype().to_string(),
        grouped(entry.len()),
        (entry.bytes()).map_or_else(|| "?".into(), |bytes| grouped(bytes as usize)),
    ]
}

/// Bytes in the unit that leaves fewer than four digits before the point.
fn rounded(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut size = bytes as f64 / 1024.0;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while size >= 1024.0
        && let Some(next) = units.next()
    {
        size /= 1024.0;
        unit = Some(next);
    }
    format!("{size:.1} {}", unit.copied().unwrap_or_default())
}
