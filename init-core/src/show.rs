//! The display of plans and reports: aligned tables, heights in a line, and Markdown.

pub(crate) mod blocks;
pub(crate) mod markdown;
pub(crate) mod text_table;
