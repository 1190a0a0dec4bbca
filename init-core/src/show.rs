//! How plans and reports are shown: aligned tables and Markdown.

pub(crate) mod markdown;
pub(crate) mod text_table;
