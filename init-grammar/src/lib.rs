//! The attribute language of init-core, for all who read it: the derive, and rules from files.
//!
//! | module | contents |
//! |---|---|
//! | `words`, `keys`, `synonyms` | every word, as data: one table drives the parser of the derive, the builders of files, the messages, the documentation and the test that uses every word and every key |
//! | `kinds`, `layout`, `glob` | the kinds of words and values, the form of layouts and globs |
//! | `lookup` | what the table has under a word |
//! | `phrase` | an initializer as plans show it, read back |
//! | `sort` | the entries of a field or rule, by what they are |
//! | `filter` | the parameters that a rule is for |
//! | [`message`] | for every mistake, what is wrong, what to write instead, and further facts |
//! | `suggest` | the word that was meant |
//! | `suggester` | the word that was meant among many, at a bounded cost |
//! | `echo` | what messages repeat of what they found |
//! | `surroundings` | why rules reach nothing |
//!
//! It has no dependencies.

#![no_std]

extern crate alloc;

mod echo;
mod filter;
mod glob;
mod keys;
mod kinds;
mod layout;
mod lookup;
pub mod message;
mod phrase;
mod sort;
mod suggest;
mod suggester;
mod surroundings;
mod synonyms;
mod words;

pub use echo::{short, shortened};
pub use filter::{Criterion, Filter, Site};
pub use glob::{
    Glob, GlobFault, component_matches, glob_fault, glob_matches, glob_reaches, type_name,
};
pub use keys::{COMPOSERS, FIELD_OPTIONS, KEYS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS};
pub use kinds::{Choices, Initializer, Key, Kind, Range, Rank, Synonym};
pub use layout::{LayoutFault, layout_fault};
pub use lookup::{
    all_words, choices, example, field_option, initializer, is_marker, key, kind, rule_option,
    ruled_option, ruled_options, struct_option,
};
pub use phrase::{Phrase, alternatives};
pub use sort::{Home, Meant, Part, Report, Sorted, Subject, Written};
pub use suggest::{listed, nearest};
pub use suggester::{Budget, Suggester, common_prefix};
pub use surroundings::Surroundings;
pub use synonyms::SYNONYMS;
pub use words::{CHOICES, INITIALIZERS};
