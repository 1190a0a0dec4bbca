//! The display of plans and reports: aligned tables and Markdown.

pub(crate) mod markdown;
pub(crate) mod text_table;
