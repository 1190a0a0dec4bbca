//! How plans and reports are shown: aligned tables, Markdown and JSON.

#[cfg(feature = "serde")]
pub(crate) mod json_number;
pub(crate) mod markdown;
pub(crate) mod text_table;
