//! The parameters that no rule reaches, in a model that is walked by names: one problem, with the
//! rules to paste.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pattern::{by_key, has_word, last, last_two, listed, pattern};
use crate::error::{ErrorKind, Problem};
use crate::show::text_table::counted;

/// The number of rules that are displayed.
const SHOWN: usize = 40;

/// A parameter without an initializer.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) path: String,
    pub(super) rank: usize,
}

/// The problem of all of them, in a model whose other parameters have the paths `covered`.
pub(super) fn uncovered<'p>(open: &[Open], covered: impl Iterator<Item = &'p str>) -> Problem {
    let rules = rules(open, &covered.map(last).collect());
    if let ([only], [rule]) = (open, &*rules) {
        return Problem::new(
            ErrorKind::Uncovered,
            "it has no initializer: no rule reaches it",
        )
        .help(format!("write a rule for it, e.g. `{rule}`"))
        .at(&only.path);
    }
    let count = counted(open.len(), "parameter");
    let mut text = rules[..rules.len().min(SHOWN)].join("\n        ");
    if rules.len() > SHOWN {
        let more = rules.len() - SHOWN;
        text.extend(["\n        // and ", &more.to_string(), " more"]);
    }
    Problem::new(
        ErrorKind::Uncovered,
        format!("{count} have no initializer: no rule reaches them"),
    )
    .help(format!(
        "write rules for them, e.g.\n    Rules::new()\n        {text}"
    ))
    .note(format!(
        "they are {}",
        listed(open.iter().map(|open| &*open.path))
    ))
}

impl Open {
    /// The initializer that most parameters of this name and rank have, in code.
    fn usual(&self) -> &'static str {
        let name = last(&self.path).to_lowercase();
        let near = last_two(&self.path);
        let has = |words: &[&str]| words.iter().any(|word| near.contains(word));
        let is_table = has(&["embed", "token", "position", "wte", "wpe"]) || has_word(&near, "pos");
        match self.rank {
            // The names of recurrent layers in PyTorch, candle and tch; the laws are those of Keras.
            2 if name.starts_with("weight_hh_l") => "orthogonal()",
            2 if name.starts_with("weight_ih_l") => "xavier_uniform()",
            _ if name.contains("bias") || name.contains("beta") => "zeros()",
            2.. if is_table && !near.contains("patch") => "normal().std(0.02)",
            2.. => "kaiming_normal()",
            _ if near.contains("prelu") => "constant(0.25)",
            _ if ["weight", "gamma", "scale"].contains(&&*name) => "ones()",
            _ => "zeros()",
        }
    }
}

/// Rules that reach all of them, and nothing with a last component of `covered` beside them: the
/// more general first, since the last that reaches a parameter wins.
fn rules(open: &[Open], covered: &BTreeSet<&str>) -> Vec<String> {
    let mut rules = Vec::new();
    for (name, all) in by_key(open, |open| last(&open.path)) {
        let glob = format!("**.{name}");
        let is_free = !covered.contains(name) && all.len() > 1;
        let general = is_free.then(|| most(&all));
        rules.extend(general.map(|usual| at(&glob, usual)));
        let patterns = all.iter().map(|open| (pattern(&open.path), open.rank));
        let patterns: BTreeSet<(String, usize)> = patterns.collect();
        for (rank, of_rank) in by_key(all.iter().copied(), |open| open.rank) {
            let usual = general.map(|general| {
                let usual = most(&of_rank);
                if usual != general {
                    rules.push(at_rank(&glob, rank, usual));
                }
                usual
            });
            let others = of_rank.iter().filter(|open| Some(open.usual()) != usual);
            for (pattern, others) in by_key(others, |open| pattern(&open.path)) {
                let [first, ..] = others[..] else { continue };
                let glob = if others.len() == 1 {
                    &first.path
                } else {
                    &pattern
                };
                let ranks = patterns.range((pattern.clone(), 0)..=(pattern.clone(), usize::MAX));
                let is_clear = ranks.count() == 1;
                rules.push(if is_clear {
                    at(glob, first.usual())
                } else {
                    at_rank(glob, rank, first.usual())
                });
            }
        }
    }
    rules
}

fn at(glob: &str, initializer: &str) -> String {
    format!(".at({glob:?}, {initializer})")
}

fn at_rank(glob: &str, rank: usize, initializer: &str) -> String {
    format!(".rule(Rule::at({glob:?}).rank({rank}).initializer({initializer}))")
}

/// The initializer that most of them usually have.
fn most(open: &[&Open]) -> &'static str {
    let mut groups = by_key(open, |open| open.usual());
    // Of equally many the first.
    groups.reverse();
    let most = groups.into_iter().max_by_key(|(_, open)| open.len());
    most.map_or("zeros()", |(usual, _)| usual)
}
