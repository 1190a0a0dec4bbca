//! The page of the differences of two reports.

use alloc::format;
use alloc::string::String;

use super::{chart, page, text};
use crate::report::{Change, Diff};

/// The most tensors in the table.
const ROWS: usize = 1000;

impl Diff {
    /// The diff as one page of HTML, which loads nothing: both reports side by side, with the
    /// histograms of reports that have them. Of more than 1,000 tensors it has the first, and tells so.
    pub fn to_html(&self) -> String {
        let mut main = format!("<p>{}</p>\n", self.totals());
        if self.changes().len() > ROWS {
            main += &page::left_out(self.changes().len() - ROWS);
        }
        let columns = ["tensor", "earlier", "later", "figures"].map(|name| (name, false));
        main += "<table class=\"cards\">\n";
        main += &page::head(&columns);
        main += "<tbody>\n";
        for change in self.changes().iter().take(ROWS) {
            main += &row(change);
        }
        page::page(
            "Difference of two reports",
            &(main + "</tbody>\n</table>\n"),
        )
    }
}

fn row(change: &Change) -> String {
    let path = text::escaped(change.path());
    let [earlier, later] =
        [change.earlier(), change.later()].map(|own| own.map_or_else(String::new, chart::chart));
    let mut figures = String::new();
    for figure in change.figures() {
        figures.extend([format!("<li>{} {}", figure.name(), figure.between())]);
    }
    if let Some(laws) = change.laws() {
        figures.extend([format!("<li>law {}", text::escaped(&laws))]);
    }
    format!(
        "<tr><th scope=\"row\"><code>{path}</code><br>{}</th><td data-label=\"earlier\">{earlier}</td>\
         <td data-label=\"later\">{later}</td><td><ul>{figures}</ul></td></tr>\n",
        change.verdict()
    )
}
