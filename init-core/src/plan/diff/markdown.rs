//! A diff as Markdown.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Diff;
use crate::show::markdown::{code, prose, table};

const HEADINGS: [&str; 5] = ["parameter", "values", "what", "earlier", "later"];

impl Diff {
    /// The diff as a table of GitHub Flavored Markdown, followed by its totals: for a pull request.
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
    /// assert_eq!(diff.to_markdown(), "\
    /// | parameter | values | what | earlier | later |
    /// | --- | --- | --- | --- | --- |
    /// | `weight` | other values | initializer | `normal, std = 0.01` | `normal, std = 0.02` |
    /// | | | law | std 0.01 | std 0.02 |
    /// | | | chosen by | field's attribute | rule `at = \"weight\"` |
    /// | | | over | none | `normal, std = 0.01` |
    ///
    /// 1 changed, and the values of 1 parameter
    /// ");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let mut rows: Vec<[String; 5]> = Vec::new();
        for change in &self.changes {
            let mut path = code(&change.path);
            if let Some(earlier) = &change.earlier_path {
                path = [&code(earlier), " → ", &path].concat();
            }
            let verdict = change.verdict().to_string();
            let mut first = [path, verdict];
            if change.differences.is_empty() {
                let [path, verdict] = core::mem::take(&mut first);
                rows.push([path, verdict, String::new(), String::new(), String::new()]);
            }
            for difference in &change.differences {
                let [path, verdict] = core::mem::take(&mut first);
                let aspect = difference.aspect;
                let [earlier, later] = [&difference.earlier, &difference.later].map(|side| {
                    if aspect.is_code() {
                        code(side)
                    } else {
                        prose(side)
                    }
                });
                rows.push([path, verdict, aspect.to_string(), earlier, later]);
            }
        }
        let totals = self.totals();
        if rows.is_empty() {
            return totals + "\n";
        }
        [table(HEADINGS, 5, &rows), "\n".into(), totals, "\n".into()].concat()
    }
}
