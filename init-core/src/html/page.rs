//! A page around its content.

use alloc::format;
use alloc::string::String;

use super::text;
use crate::show::text_table::grouped;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A whole document: `main` is markup, `title` is text.
pub(super) fn page(title: &str, main: &str) -> String {
    let title = text::escaped(title);
    let parts = [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ",
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n",
        "<title>",
        &title,
        "</title>\n<style>\n",
        STYLE,
        "</style>\n</head>\n<body>\n<main>\n<h1>",
        &title,
        "</h1>\n",
        main,
        "</main>\n<script>\n",
        SCRIPT,
        "</script>\n</body>\n</html>\n",
    ];
    parts.concat()
}

/// The head of a table: the name of each column, and whether it is of numbers.
pub(super) fn head(columns: &[(&str, bool)]) -> String {
    head_of(columns, ["", ""])
}

/// The head of a table that sorts by any column.
pub(super) fn sortable_head(columns: &[(&str, bool)]) -> String {
    head_of(columns, ["<button type=\"button\">", "</button>"])
}

fn head_of(columns: &[(&str, bool)], [before, after]: [&str; 2]) -> String {
    let mut head = String::from("<thead><tr>");
    for (name, is_number) in columns {
        let class = if *is_number { " class=\"n\"" } else { "" };
        let parts = [
            "<th scope=\"col\"",
            class,
            ">",
            before,
            name,
            after,
            "</th>",
        ];
        head.push_str(&parts.concat());
    }
    head + "</tr></thead>\n"
}

/// A line that tells how many rows a table lacks.
pub(super) fn left_out(count: usize) -> String {
    format!("<p>{} more are left out.</p>\n", grouped(count))
}
