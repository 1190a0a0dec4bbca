//! The parameters of each module, as bars.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::text;
use crate::report::Report;
use crate::show::text_table::grouped;

/// The most modules that are shown.
const MOST: usize = 40;

/// The sums over one module.
#[derive(Debug, Default)]
struct Module {
    name: String,
    tensors: usize,
    values: usize,
    bytes: usize,
}

impl Module {
    fn add(&mut self, other: &Self) {
        self.tensors += other.tensors;
        self.values = self.values.saturating_add(other.values);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// A table with a bar for the bytes of each module.
pub(super) fn table(report: &Report) -> String {
    let mut modules = modules(report);
    if modules.len() > MOST {
        modules.sort_by_key(|module| core::cmp::Reverse(module.bytes));
        let mut others = Module::default();
        let left = modules.split_off(MOST - 1);
        for module in &left {
            others.add(module);
        }
        others.name = format!("{} others", grouped(left.len()));
        modules.push(others);
    }
    let largest = modules.iter().map(|module| module.bytes).max().unwrap_or(0);
    let mut page = String::from(
        "<table class=\"modules\">\n<thead><tr><th scope=\"col\">module</th><th scope=\"col\" class=\"n\">values</th>\
         <th scope=\"col\" class=\"n\">bytes</th><td class=\"wide\"></td></tr></thead>\n<tbody>\n",
    );
    for module in &modules {
        let share = 100.0 * module.bytes as f64 / largest.max(1) as f64;
        page.extend([format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"wide\"><span class=\"bar\" style=\"width:{share:.1}%\"></span></td></tr>\n",
            text::escaped(&module.name),
            grouped(module.values),
            bytes(module.bytes),
        )]);
    }
    page + "</tbody>\n</table>\n"
}

/// The modules in the order of the report: the children of the outermost one that has several, and of a
/// list the elements.
fn modules(report: &Report) -> Vec<Module> {
    let paths: Vec<Vec<&str>> = (report.entries().iter())
        .map(|measured| measured.path().split('.').collect())
        .collect();
    let common = |depth: usize| {
        let mut at = paths
            .iter()
            .map(|path| path.get(depth + 1).and(path.get(depth)));
        let first = at.next().flatten();
        first.is_some() && at.all(|component| component == first)
    };
    let mut depth = 0;
    while common(depth) {
        depth += 1;
    }
    let mut modules: Vec<Module> = Vec::new();
    for (measured, path) in report.entries().iter().zip(&paths) {
        let is_element = path
            .get(depth + 1)
            .is_some_and(|part| part.parse::<u32>().is_ok());
        let end = (depth + 1 + usize::from(is_element)).min(path.len());
        let own = Module {
            name: path[..end].join("."),
            tensors: 1,
            values: measured.count(),
            bytes: measured.bytes(),
        };
        match modules.last_mut() {
            Some(last) if last.name == own.name => last.add(&own),
            _ => modules.push(own),
        }
    }
    modules
}

/// A number of bytes, in decimal units.
pub(super) fn bytes(count: usize) -> String {
    let mut number = count as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if number < 1000.0 {
            let decimals = usize::from(unit != "B" && number < 100.0);
            return format!("{number:.decimals$} {unit}");
        }
        number /= 1000.0;
    }
    format!("{number:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_decimal_units() {
        let shown = [0, 999, 1000, 98_765, 497_759_232].map(bytes);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "98.8 kB", "498 MB"]);
    }
}
