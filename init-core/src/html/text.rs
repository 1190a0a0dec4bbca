//! Text of a model, made safe for a page.

use alloc::string::String;

/// Adds text as text: what would be markup is escaped.
pub(super) fn push(page: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            // No character of a document, not even as a reference.
            c if c.is_control() && !matches!(c, '\n' | '\t') => page.push('\u{fffd}'),
            c => page.push(c),
        }
    }
}

/// The text, escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut page = String::new();
    push(&mut page, text);
    page
}

/// Text in which code stands between backticks, as in errors and plans.
pub(super) fn prose(text: &str) -> String {
    let mut page = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            page.push_str(if index % 2 == 1 { "<code>" } else { "</code>" });
        }
        push(&mut page, part);
    }
    if text.matches('`').count() % 2 == 1 {
        page.push_str("</code>");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escaped("<img src=x onerror='alert(1)'> & \"b\"\u{0}"),
            "&lt;img src=x onerror=&#39;alert(1)&#39;&gt; &amp; &quot;b&quot;\u{fffd}"
        );
    }

    #[test]
    fn code_is_between_backticks() {
        assert_eq!(prose("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
        assert_eq!(prose("a `b"), "a <code>b</code>");
    }
}
