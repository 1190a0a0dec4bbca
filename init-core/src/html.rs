//! Reports and differences as pages of HTML: one file each, which loads nothing.
//!
//! A page is light or dark as its reader's system is, fits a screen of 400 pixels, and is worked by
//! keyboard and read by screen readers: tables are tables, the columns sort by buttons. Whatever comes
//! from a model is shown as text, and a policy in the page forbids it to load anything.

mod chart;
mod facts;
mod modules;
mod page;
mod plan_diff;
mod report;
mod report_diff;
mod text;
