//! The plan as Markdown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Chosen, Entry, Plan};
use crate::law::described;
use crate::show::markdown::{code, prose, table};
use crate::show::text_table::grouped;

const HEADINGS: [&str; 9] = [
    "path",
    "shape",
    "type",
    "initializer",
    "chosen by",
    "fan in",
    "fan out",
    "values",
    "count",
];

impl Plan {
    /// The plan as a table of GitHub Flavored Markdown, with the totals and the warnings below: for
    /// a pull request, or the documentation of a model. In addition to the table of `Display`, it
    /// has the overruled choices and the derivation of the fans.
    ///
    /// ```
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// #[init(at = "weight", xavier_uniform)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [[f32; 4]; 2],
    /// }
    ///
    /// assert_eq!(Linear { weight: [[0.0; 4]; 2] }.plan()?.to_markdown(), "\
    /// | path | shape | type | initializer | chosen by | fan in | fan out | values | count |
    /// | --- | --- | --- | --- | --- | --- | --- | --- | ---: |
    /// | `weight` | 2 × 4 | f32 | `xavier_uniform` | rule `at = \"weight\"` of `Linear` \
    /// over `normal` | 4 = i 4 | 2 = o 2 | ±1 | 8 |
    ///
    /// 1 parameter, 8 values
    /// ");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let rows: Vec<[String; 9]> = self.entries.iter().map(row).collect();
        let mut text = table(HEADINGS, 8, &rows);
        text.extend(["\n", &self.totals(), "\n"]);
        for (index, warning) in self.warnings.iter().enumerate() {
            text.push_str(if index == 0 { "\n" } else { "" });
            text.push_str("- **warning**: ");
            if let Some(path) = warning.path().filter(|path| !path.is_empty()) {
                text.extend([&code(path), ": "]);
            }
            text.push_str(&prose(warning.message()));
            text.push('\n');
            let help = warning.help_text().map(|help| ("help", help));
            for (word, said) in help
                .into_iter()
                .chain(warning.notes().map(|note| ("note", note)))
            {
                text.extend(["  - ", word, ": ", &prose(said), "\n"]);
            }
        }
        text
    }
}

fn row(entry: &Entry) -> [String; 9] {
    let mut path = code(&entry.path);
    if entry.buffer {
        path.push_str(" (buffer)");
    }
    for alias in &entry.aliases {
        path.push_str(" = ");
        path.push_str(&code(alias));
    }
    let lengths: Vec<String> = entry.shape().iter().map(ToString::to_string).collect();
    let [fan_in, fan_out] = fans(entry);
    [
        path,
        lengths.join(" × "),
        entry.dtype.to_string(),
        code(&entry.initializer_and_padding()),
        chosen(entry),
        fan_in,
        fan_out,
        described(&entry.law),
        grouped(entry.len()),
    ]
}

/// The source of the initializer, and the sources that it won over.
fn chosen(entry: &Entry) -> String {
    let said = |chosen: &Chosen| match chosen {
        Chosen::Field { initializer } => code(initializer),
        Chosen::Default {
            initializer,
            origin,
        } => format!("{}: {}", prose(origin), code(initializer)),
        rule @ Chosen::Rule { .. } => prose(&rule.to_string()),
    };
    if let Some(follows) = entry.follows() {
        return prose(&follows.to_string());
    }
    let mut text = match entry.chosen_by() {
        Chosen::Field { .. } => "field".into(),
        Chosen::Default { origin, .. } => prose(origin),
        rule @ Chosen::Rule { .. } => said(rule),
    };
    for (index, chosen) in entry.overruled().iter().enumerate() {
        text.push_str(if index == 0 { " over " } else { ", " });
        text.push_str(&said(chosen));
    }
    text
}

/// The fans, with their derivation where the initializer counted them.
fn fans(entry: &Entry) -> [String; 2] {
    let Some(fans) = entry.fans() else {
        return Default::default();
    };
    let numbers = [fans.fan_in, fans.fan_out].map(|fan| fan.to_string());
    match entry.axes.explain_fans().filter(|_| entry.counts_fans) {
        None => numbers,
        Some([why_in, why_out]) => {
            let [fan_in, fan_out] = numbers;
            [
                format!("{fan_in} = {why_in}"),
                format!("{fan_out} = {why_out}"),
            ]
        }
    }
}
