//! Tokens and messages as text for a person.

use init_grammar::message::Notation;
use init_grammar::shortened;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

/// The widest line of a message, without the `error: ` that the compiler puts before it.
const WIDTH: usize = 93;

/// Tokens as a person would write them.
pub(crate) fn spelled(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.into_token_stream(), &mut text);
    text
}

/// The entry that a word makes, with the value that was given or, without one, an example.
pub(crate) fn usage(word: &str, value: Option<&Expr>) -> String {
    Notation::Attribute.usage(word, value.map(spelled).as_deref())
}

/// The kind of text before the next token.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Nothing, or a token that the next one joins.
    Joined,
    /// A word, a literal or a group: an operator after it has two sides.
    Operand,
    /// A token that a space follows: an operator with two sides, a comma, a keyword.
    Space,
    /// The first half of `::`.
    Colon,
    /// The first half of a longer operator.
    Half,
}

/// Keywords that an operand follows.
const KEYWORDS: &[&str] = &["as", "const", "dyn", "in", "move", "mut", "return"];

fn write(tokens: TokenStream, text: &mut String) {
    let mut before = Before::Joined;
    for token in tokens {
        before = match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::None => ("", ""),
                };
                let braced = before == Before::Operand && open == "{ ";
                if before == Before::Space || braced {
                    text.push(' ');
                }
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                Before::Operand
            }
            TokenTree::Punct(punct) => {
                let joint = punct.spacing() == Spacing::Joint;
                write_punct(punct.as_char(), joint, before, text)
            }
            word => {
                if matches!(before, Before::Operand | Before::Space) {
                    text.push(' ');
                }
                let word = word.to_string();
                let lifetime = text.ends_with('\'');
                text.push_str(&word);
                if lifetime || KEYWORDS.contains(&word.as_str()) {
                    Before::Space
                } else {
                    Before::Operand
                }
            }
        };
    }
}

fn write_punct(punct: char, joint: bool, before: Before, text: &mut String) -> Before {
    match (punct, before) {
        (':', Before::Colon) => {
            text.push(punct);
            Before::Joined
        }
        (':', _) if joint => {
            if before == Before::Space {
                text.push(' ');
            }
            text.push(punct);
            Before::Colon
        }
        (',' | ';' | ':', _) => {
            text.push(punct);
            Before::Space
        }
        ('.' | '?' | '<' | '>' | '#' | '@' | '$', _) if before != Before::Half => {
            text.push(punct);
            Before::Joined
        }
        ('&' | '*' | '-' | '!' | '\'' | '|', Before::Joined | Before::Space) => {
            if before == Before::Space {
                text.push(' ');
            }
            text.push(punct);
            Before::Joined
        }
        _ => {
            if before != Before::Half {
                text.push(' ');
            }
            text.push(punct);
            if joint { Before::Half } else { Before::Space }
        }
    }
}

/// The most characters of one piece of code in a message, and of a line of it. The code is the
/// user's, who also sees it above the message.
const LONGEST_CODE: usize = 400;
const LONGEST_LINE: usize = 2000;

/// A line of a message without the middle of what is very long.
pub(crate) fn bounded(line: &str) -> String {
    // Every second piece is code; the others are this crate's own words.
    let pieces = line.split('`').enumerate();
    let pieces = pieces.map(|(place, piece)| match place % 2 {
        0 => piece.into(),
        _ => shortened(piece, LONGEST_CODE),
    });
    let line = pieces.collect::<Vec<_>>().join("`");
    shortened(&line, LONGEST_LINE).into_owned()
}

/// A line of a message, broken at spaces where it is too long, but never inside code. The
/// continuation is aligned with the text after the label.
pub(crate) fn wrapped(label: &str, line: &str) -> String {
    let indent = " ".repeat(label.len() + 2);
    let mut text = format!("{label}: ");
    let mut length = text.len();
    let mut first = true;
    for word in words(line) {
        let width = word.chars().count();
        if first {
            first = false;
        } else if length + 1 + width > WIDTH {
            text.push('\n');
            text.push_str(&indent);
            length = indent.len();
        } else {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += width;
    }
    text
}

/// The pieces of a line that stay whole: words, and code between backticks.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut in_code) = (0, false);
    for (place, character) in line.char_indices() {
        match character {
            '`' => in_code = !in_code,
            ' ' if !in_code => {
                words.push(&line[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    words.push(&line[start..]);
    words
}

#[cfg(test)]
mod tests {
    use super::{spelled, wrapped};

    #[test]
    fn tokens_are_spelled_as_a_person_would() {
        for source in [
            "-1.0",
            "1.0 - 2.0",
            "2.0 * -x",
            "-std::f64::consts::PI",
            "[[f32; 300]; 10]",
            "Option<[f32; 64]>",
            "&'a [f32]",
            "&mut [f32]",
            "Rc<RefCell<[f32; 10]>>",
            "(self.outputs, self.inputs)",
            "const { 1.0 - 2.0 }",
            "x as f64",
            "f::<3>(a, b)",
            "crate = ::init_core",
            "self.a == 1",
        ] {
            let tokens: proc_macro2::TokenStream = source.parse().unwrap();
            assert_eq!(spelled(tokens), source);
        }
    }

    #[test]
    fn long_lines_break_at_spaces_outside_of_code() {
        let line = format!("{} `{}` end", "word ".repeat(17), "code ".repeat(9).trim());
        let text = wrapped("help", &line);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[1].starts_with("      `code code"), "{text}");
    }
}
