//! The page of a report.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::facts::{self, COLUMNS, OUTLIER, largest};
use super::modules::{self, bytes};
use super::{page, text};
use crate::report::{Measurement, Report};
use crate::show::text_table::{counted, grouped};

/// The most tensors in the table.
const ROWS: usize = 1000;

/// The most lines of each list above it.
const LINES: usize = 20;

impl Report {
    /// The report as one page of HTML, which loads nothing: totals, warnings and outliers, the bytes of
    /// each module, and a table of all tensors that sorts and filters by path and law. Each has its
    /// measured and its promised standard deviation, the rule that chose its initializer and what that
    /// overruled, its fans, and, in a report [with
    /// histograms](Report::with_histograms), its values with the density of its law over them.
    ///
    /// Of more than 1,000 tensors the table has those that deviate most, and the page tells how many it
    /// leaves out.
    ///
    /// ```
    /// use init_core::{Initialize, Report, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(kaiming_uniform)]
    ///     weight: [[f32; 300]; 10],
    /// }
    ///
    /// let mut model = Linear { weight: [[0.0; 300]; 10] };
    /// let plan = Reset::seed(42).run(&mut model)?;
    /// let page = Report::with_histograms(&plan, &model)?.to_html();
    /// assert!(page.starts_with("<!doctype html>"));
    /// assert!(page.contains("kaiming_uniform") && page.contains("<svg"));
    /// // std::fs::write("report.html", page)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn to_html(&self) -> String {
        let main = [
            totals(self),
            list("Warnings", &warnings(self)),
            list("Outliers", &outliers(self)),
            String::from("<h2>Bytes by module</h2>\n"),
            modules::table(self),
            String::from("<h2>Tensors</h2>\n"),
            table(self),
        ];
        page::page("Report of the parameters", &main.concat())
    }
}

fn totals(report: &Report) -> String {
    let entries = report.entries();
    let buffers = entries.iter().filter(|own| own.entry().is_buffer()).count();
    let total = (entries.iter().map(Measurement::bytes)).fold(0, usize::saturating_add);
    let mut line = format!(
        "{}, {}",
        counted(entries.len() - buffers, "parameter"),
        counted(report.value_count(), "value"),
    );
    if buffers > 0 {
        line.extend([format!("; {}", counted(buffers, "buffer"))]);
    }
    let values = report.values_of().map_or_else(String::new, |framework| {
        format!("<p>Values of {}</p>\n", text::escaped(framework))
    });
    format!(
        "<p>{line}; {} in all. <span class=\"quiet\">Hash <code>{:016x}</code></span></p>\n{values}",
        bytes(total),
        report.hash()
    )
}

/// A section, unless there is nothing in it; of many lines the first.
fn list(heading: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut page = format!("<h2>{heading}</h2>\n<ul>\n");
    for line in lines.iter().take(LINES) {
        page.extend(["<li>", line, "\n"]);
    }
    if lines.len() > LINES {
        let rest = grouped(lines.len() - LINES);
        page.extend([format!("<li class=\"quiet\">and {rest} more\n")]);
    }
    page + "</ul>\n"
}

fn warnings(report: &Report) -> Vec<String> {
    let said = |warning: &crate::error::Problem| {
        let mut line = String::new();
        if let Some(path) = warning.path().filter(|path| !path.is_empty()) {
            line.extend([format!("<code>{}</code>: ", text::escaped(path))]);
        }
        line += &text::prose(warning.message());
        if let Some(help) = warning.help_text() {
            line.extend([format!(
                "<br><span class=\"quiet\">help: {}</span>",
                text::prose(help)
            )]);
        }
        for note in warning.notes() {
            line.extend([format!(
                "<br><span class=\"quiet\">note: {}</span>",
                text::prose(note)
            )]);
        }
        line
    };
    report.warnings().iter().map(said).collect()
}

/// The tensors that are not as planned, those that deviate most first.
fn outliers(report: &Report) -> Vec<String> {
    let faulty = |measured: &&Measurement| {
        measured.nan_count() + measured.infinite_count() > 0
            || largest(measured).is_some_and(|largest| largest > OUTLIER)
    };
    let mut found: Vec<&Measurement> = report.entries().iter().filter(faulty).collect();
    found.sort_by(|a, b| order(b).total_cmp(&order(a)));
    let said = |measured: &&Measurement| {
        let (nans, infinities) = (measured.nan_count(), measured.infinite_count());
        let path = text::escaped(measured.path());
        let what = match largest(measured) {
            _ if nans + infinities > 0 => format!(
                "{} and {}",
                counted(nans, "NaN"),
                counted(infinities, "infinite value")
            ),
            Some(f64::INFINITY) => "values that its law does not have".into(),
            largest => format!("{:.2} standard errors", largest.unwrap_or(0.0)),
        };
        format!("<code>{path}</code>: <strong class=\"bad\">{what}</strong>")
    };
    found.iter().map(said).collect()
}

/// What the plan promises nothing about comes last.
fn order(measured: &Measurement) -> f64 {
    largest(measured).unwrap_or(-1.0)
}

fn table(report: &Report) -> String {
    let entries = report.entries();
    let mut places: Vec<usize> = (0..entries.len()).collect();
    let mut page = String::new();
    if places.len() > ROWS {
        places.sort_by(|&a, &b| order(&entries[b]).total_cmp(&order(&entries[a])));
        let rest = places.split_off(ROWS);
        places.sort_unstable();
        page.extend([format!(
            "<p>The table has the {} tensors that deviate most from the plan; {} others are left out.</p>\n",
            grouped(ROWS),
            grouped(rest.len()),
        )]);
    }
    let kinds: BTreeSet<&str> = (places.iter())
        .map(|&place| facts::kind(entries[place].entry().law()))
        .collect();
    page += "<div class=\"filters\">\n<label>path contains\
             <input type=\"search\" id=\"path\" autocomplete=\"off\"></label>\n\
             <label>law<select id=\"law\"><option value=\"\">all</option>";
    for kind in kinds {
        page.extend([format!("<option>{kind}</option>")]);
    }
    page += "</select></label>\n<span id=\"status\" role=\"status\" class=\"quiet\"></span>\n</div>\n\
             <p class=\"quiet\"><span class=\"key\"></span> the values, \
             <span class=\"key law\"></span> the density of the law; a deviation is in standard errors</p>\n\
             <table class=\"sortable cards\">\n";
    page += &page::sortable_head(&COLUMNS);
    page += "<tbody>\n";
    for place in places {
        page += &facts::row(&entries[place]);
    }
    page + "</tbody>\n</table>\n"
}
