//! The page of the differences of two plans.

use alloc::format;
use alloc::string::String;

use super::{page, text};
use crate::plan::Diff;

/// The most parameters in the table.
const ROWS: usize = 1000;

impl Diff {
    /// The diff as one page of HTML, which loads nothing: both plans side by side, one line for each
    /// aspect that differs. Of more than 1,000 parameters it has the first, and tells so.
    ///
    /// ```
    /// use init_core::{Initialize, Reset, Rules, initializer::normal};
    ///
    /// #[derive(Initialize)]
    /// struct Head {
    ///     #[init(normal, std = 0.01)]
    ///     weight: [[f32; 64]; 10],
    /// }
    ///
    /// let head = Head { weight: [[0.0; 64]; 10] };
    /// let rules = Rules::new().at("weight", normal().std(0.02));
    /// let diff = Reset::seed(1).rules(&rules).dry_run(&head)?.diff(&head.plan()?);
    /// assert!(diff.to_html().contains("<code>normal, std = 0.02</code>"));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn to_html(&self) -> String {
        let mut main = format!("<p>{}</p>\n", text::escaped(&self.totals()));
        if self.changes().len() > ROWS {
            main += &page::left_out(self.changes().len() - ROWS);
        }
        let columns = ["parameter", "values", "what", "earlier", "later"].map(|name| (name, false));
        main += "<table class=\"cards\">\n";
        main += &page::head(&columns);
        for change in self.changes().iter().take(ROWS) {
            main += "<tbody>\n";
            let mut path = format!("<code>{}</code>", text::escaped(change.path()));
            if let Some(earlier) = change.earlier_path() {
                path = format!("<code>{}</code> → {path}", text::escaped(earlier));
            }
            let lines = change.differences().len().max(1);
            main.extend([format!(
                "<tr><th scope=\"rowgroup\" rowspan=\"{lines}\">{path}</th><td rowspan=\"{lines}\">{}</td>",
                change.verdict()
            )]);
            for (index, difference) in change.differences().iter().enumerate() {
                let aspect = difference.aspect();
                let [earlier, later] = [difference.earlier(), difference.later()].map(|side| {
                    if aspect.is_code() {
                        format!("<code>{}</code>", text::escaped(side))
                    } else {
                        text::prose(side)
                    }
                });
                main.extend([format!(
                    "{}<td>{aspect}</td><td data-label=\"earlier\">{earlier}</td>\
                     <td data-label=\"later\">{later}</td></tr>\n",
                    if index == 0 { "" } else { "<tr>" }
                )]);
            }
            if change.differences().is_empty() {
                main += "<td></td><td></td><td></td></tr>\n";
            }
            main += "</tbody>\n";
        }
        page::page("Difference of two plans", &(main + "</table>\n"))
    }
}
