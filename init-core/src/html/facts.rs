//! The row of one tensor.

use alloc::format;
use alloc::string::{String, ToString};

use super::modules::bytes;
use super::{chart, text};
use crate::law::{Law, described, short};
use crate::report::Measurement;
use crate::show::text_table::grouped;

/// The columns, and which of them are of numbers.
pub(super) const COLUMNS: [(&str, bool); 8] = [
    ("path", false),
    ("law", false),
    ("histogram", false),
    ("std", true),
    ("promised", true),
    ("deviation", true),
    ("values", true),
    ("bytes", true),
];

/// The deviation, in standard errors, from which a tensor is an outlier. Chance takes one beyond in
/// about 500 million.
pub(super) const OUTLIER: f64 = 6.0;

/// The kind of a law, by which the table is filtered.
pub(super) fn kind(law: &Law) -> &'static str {
    match law {
        Law::Constant(_) | Law::Integer(_) => "constant",
        Law::Uniform { .. } => "uniform",
        Law::Normal { .. } => "normal",
        Law::TruncatedNormal { .. } => "truncated normal",
        Law::Made { .. } => "made as a whole",
        Law::Drawn => "drawn",
        Law::Nan => "NaN",
    }
}

/// The largest deviation, where the plan promises something.
pub(super) fn largest(measured: &Measurement) -> Option<f64> {
    measured.deviation().map(|deviation| deviation.largest())
}

pub(super) fn row(measured: &Measurement) -> String {
    let entry = measured.entry();
    let path = text::escaped(measured.path());
    let kind = kind(entry.law());
    let law = text::escaped(&described(entry.law()));
    let initializer = text::escaped(entry.initializer());
    let (std, promised) = (number(Some(measured.std())), number(entry.law().std()));
    let deviation = deviation(measured);
    let count = measured.count();
    let cells = [
        format!(
            "<tr data-path=\"{path}\" data-law=\"{kind}\"><th scope=\"row\" data-key=\"{path}\">\
             <details><summary><code>{path}</code></summary>{}</details></th>",
            explanation(measured)
        ),
        format!("<td data-key=\"{kind} {law}\"><code>{initializer}</code><br>{law}</td>"),
        picture(measured),
        cell("std", &std.0, &std.1),
        cell("promised std", &promised.0, &promised.1),
        cell("deviation", &deviation.0, &deviation.1),
        cell("values", &count.to_string(), &grouped(count)),
        cell(
            "bytes",
            &measured.bytes().to_string(),
            &bytes(measured.bytes()),
        ),
    ];
    cells.concat() + "</tr>\n"
}

/// A cell with a number, by which the column sorts: the largest deviation for a histogram.
fn cell(label: &str, key: &str, shown: &str) -> String {
    let class = if shown.is_empty() { "n none" } else { "n" };
    format!("<td class=\"{class}\" data-label=\"{label}\" data-key=\"{key}\">{shown}</td>")
}

fn picture(measured: &Measurement) -> String {
    let key = if measured.count() == 0 {
        f64::NAN
    } else {
        measured.max() - measured.min()
    };
    let (key, _) = number(Some(key));
    format!("<td data-key=\"{key}\">{}</td>", chart::chart(measured))
}

/// The key and the text of a number; both are empty where there is none.
fn number(value: Option<f64>) -> (String, String) {
    match value {
        None => Default::default(),
        Some(value) if value.is_nan() => Default::default(),
        Some(value) => (key(value), short(value)),
    }
}

/// A number as JavaScript reads it.
fn key(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    format!("{value:e}")
}

fn deviation(measured: &Measurement) -> (String, String) {
    let Some(largest) = largest(measured) else {
        return Default::default();
    };
    let shown = match measured.entry().law().std() {
        Some(0.0) if largest == 0.0 => "exact".into(),
        _ if largest.is_infinite() => "∞".into(),
        _ => format!("{largest:.2}"),
    };
    if largest > OUTLIER {
        return (
            key(largest),
            format!("<strong class=\"bad\">{shown}</strong>"),
        );
    }
    (key(largest), shown)
}

/// Where the initializer comes from and what it counted, and what was measured.
fn explanation(measured: &Measurement) -> String {
    let entry = measured.entry().to_string();
    let mut page = String::from("<ul>");
    let mut item = |text: &str| {
        page.push_str("<li>");
        page.push_str(&text::prose(text));
    };
    // The first line starts with the path, which stands above.
    for (index, line) in entry.lines().enumerate() {
        let line = line.trim_start();
        let about = line.split_once("`: ").filter(|_| index == 0);
        item(about.map_or(line, |(_, about)| about));
    }
    if measured.count() > 0 {
        item(&format!(
            "measured: mean {}, std {}, from {} to {}",
            short(measured.mean()),
            short(measured.std()),
            short(measured.min()),
            short(measured.max()),
        ));
    }
    item(&format!("hash {:016x}", measured.hash()));
    page + "</ul>"
}
