//! What a rule is for: paths, and what else is asked of a parameter.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::message::{Message, Notation, bad_glob, bad_type_name};
use crate::{component_matches, distance, glob_fault, glob_matches, glob_reaches, listed, nearest};

/// What a rule is for.
///
/// ```
/// use init_grammar::{Filter, Site};
///
/// let mut filter = Filter::at("**.weight");
/// filter.rank = Some(4);
/// assert_eq!(filter.to_string(), "at = \"**.weight\", rank = 4");
/// let site = Site { module: "Conv", rank: 4 };
/// assert!(filter.matches("conv.weight", site));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filter<'f> {
    /// The glob that paths must match.
    pub at: Cow<'f, str>,
    /// The type of module that parameters must stand in, as a pattern.
    pub module: Option<Cow<'f, str>>,
    /// The number of axes that tensors must have.
    pub rank: Option<usize>,
}

/// What a rule may ask of a parameter beside its path.
#[derive(Debug, Clone, Copy)]
pub struct Site<'m> {
    /// The type of the module that holds it.
    pub module: &'m str,
    /// The number of its axes.
    pub rank: usize,
}

/// What is asked by one word of a rule.
#[derive(Debug, Clone)]
pub enum Criterion<'f> {
    /// A string.
    Text(Cow<'f, str>),
    /// A number of axes.
    Count(usize),
}

impl<'f> Filter<'f> {
    /// Every parameter whose path matches a glob.
    pub fn at(glob: impl Into<Cow<'f, str>>) -> Self {
        Self {
            at: glob.into(),
            module: None,
            rank: None,
        }
    }

    /// Sets what a word of a rule asks for; a word that asks for something else changes nothing.
    pub fn set(&mut self, word: &str, criterion: Criterion<'f>) {
        match (word, criterion) {
            ("at", Criterion::Text(glob)) => self.at = glob,
            ("module", Criterion::Text(name)) => self.module = Some(name),
            ("rank", Criterion::Count(rank)) => self.rank = Some(rank),
            _ => {}
        }
    }

    /// The filter with texts of its own.
    pub fn into_owned(self) -> Filter<'static> {
        Filter {
            at: Cow::Owned(self.at.into_owned()),
            module: self.module.map(|module| Cow::Owned(module.into_owned())),
            rank: self.rank,
        }
    }

    /// What is wrong with it, whatever the model.
    pub fn fault(&self) -> Option<Message> {
        if let Some(fault) = glob_fault(&self.at) {
            return Some(bad_glob(&self.at, fault));
        }
        let module = self.module.as_deref()?;
        let message = bad_type_name(Notation::Attribute, module)?;
        // No place shows which module is meant.
        let text =
            format!("`module = {module:?}` is not the name of a type, without path and generics");
        Some(Message { text, ..message })
    }

    /// Whether a parameter is one that it is for.
    pub fn matches(&self, path: &str, site: Site<'_>) -> bool {
        glob_matches(&self.at, path)
            && self.module_matches(site)
            && self.rank.is_none_or(|rank| rank == site.rank)
    }

    fn module_matches(&self, site: Site<'_>) -> bool {
        let module = self.module.as_deref();
        module.is_none_or(|module| component_matches(module, site.module))
    }

    /// Whether a path at or below this one could be matched.
    pub fn reaches(&self, path: &str) -> bool {
        glob_reaches(&self.at, path)
    }

    /// Why it matches none of the parameters `below` where it is declared: what was probably meant,
    /// of them or of what is `absent` there, under the message's own text.
    pub fn explained(
        &self,
        mut message: Message,
        below: &[(&str, Site<'_>)],
        absent: &[&str],
    ) -> Message {
        if below.is_empty() {
            return message.note("there are no parameters below it");
        }
        let matches = |glob: &str| below.iter().any(|(path, _)| glob_matches(glob, path));
        let matching: Vec<Site<'_>> = (below.iter())
            .filter(|(path, _)| glob_matches(&self.at, path))
            .map(|(_, site)| *site)
            .collect();
        if !matching.is_empty() {
            return self.others_explained(message, &matching);
        }
        let longer = format!("{}.**", self.at);
        let help = if below.iter().all(|(path, _)| path.is_empty()) {
            "the rule stands on the parameter itself: write `at = \"**\"`".into()
        } else if matches(&longer) {
            format!(
                "`{}` is a module: write `at = {longer:?}` for all that it holds",
                self.at
            )
        } else if let Some(corrected) = self.corrected(below, absent) {
            format!("did you mean `at = {corrected:?}`?")
        } else {
            let mut near: Vec<&str> = below.iter().map(|(path, _)| *path).collect();
            near.sort_by_key(|path| distance(&self.at, path));
            near.truncate(3);
            let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
            return message.note(format!("the nearest paths are {}", near.join(", ")));
        };
        message.help = Some(help);
        message
    }

    /// The glob matches paths, but what else is asked leaves none of them.
    fn others_explained(&self, mut message: Message, matching: &[Site<'_>]) -> Message {
        let there = |of: &dyn Fn(&Site<'_>) -> String| {
            let words: BTreeSet<String> = matching.iter().map(of).collect();
            listed(&words.into_iter().collect::<Vec<_>>())
        };
        if let Some(module) = &self.module
            && !matching.iter().any(|site| self.module_matches(*site))
        {
            let modules = there(&|site| format!("`{}`", site.module));
            let near = nearest(module, matching.iter().map(|site| site.module));
            message.help = near.map(|near| format!("did you mean `module = {near:?}`?"));
            return message.note(format!(
                "the parameters that {:?} matches stand in {modules}",
                self.at
            ));
        }
        let ranks = there(&|site| site.rank.to_string());
        message.note(format!(
            "the parameters that {:?} matches have rank {ranks}",
            self.at
        ))
    }

    /// The glob with each name that stands nowhere replaced by the nearest that does, if it then
    /// matches a parameter or leads to what is absent.
    fn corrected(&self, below: &[(&str, Site<'_>)], absent: &[&str]) -> Option<String> {
        let paths = below.iter().map(|(path, _)| *path);
        let names: BTreeSet<&str> = (paths.chain(absent.iter().copied()))
            .flat_map(|path| path.split('.'))
            .collect();
        let components: Vec<&str> = (self.at.split('.'))
            .map(|component| {
                let known = names.iter().any(|name| component_matches(component, name));
                if known || component == "**" {
                    Some(component)
                } else {
                    nearest(component, names.iter().copied())
                }
            })
            .collect::<Option<_>>()?;
        let corrected = components.join(".");
        let spanning = format!("**.{corrected}");
        let matches = |glob: &str| below.iter().any(|(path, _)| glob_matches(glob, path));
        let leads =
            corrected != self.at && absent.iter().any(|path| glob_reaches(&corrected, path));
        if matches(&corrected) {
            Some(corrected)
        } else if matches(&spanning) {
            Some(spanning)
        } else {
            leads.then_some(corrected)
        }
    }
}

/// As an attribute has it.
impl fmt::Display for Filter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at = {:?}", self.at)?;
        if let Some(module) = &self.module {
            write!(f, ", module = {module:?}")?;
        }
        if let Some(rank) = self.rank {
            write!(f, ", rank = {rank}")?;
        }
        Ok(())
    }
}
