//! Why a rule reaches nothing, and what was probably meant, for many rules.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::message::Message;
use crate::{
    Budget, Filter, Site, Suggester, component_matches, glob_matches, glob_reaches, listed, short,
};

/// The parameters below the point where rules are declared, and what is absent there.
///
/// ```
/// use init_grammar::message::Message;
/// use init_grammar::{Budget, Filter, Site, Surroundings};
///
/// let site = Site { module: "Linear", rank: 2 };
/// let surroundings = Surroundings::new(&[("fc.weight", site)], &[], &Budget::default());
/// let message = surroundings.explain(&Filter::at("**.wieght"), Message::bare("nothing"));
/// assert_eq!(message.help.as_deref(), Some("did you mean `at = \"**.weight\"`?"));
/// ```
#[derive(Debug)]
pub struct Surroundings<'p> {
    below: Vec<(&'p str, Site<'p>)>,
    absent: Vec<&'p str>,
    paths: Suggester<'p>,
    /// The components of all paths.
    names: Suggester<'p>,
    budget: Budget,
}

impl<'p> Surroundings<'p> {
    /// The paths of parameters and of what is absent, from where the rules are declared.
    pub fn new(below: &[(&'p str, Site<'p>)], absent: &[&'p str], budget: &Budget) -> Self {
        let paths = below.iter().map(|(path, _)| *path);
        let all = paths.clone().chain(absent.iter().copied());
        let names: BTreeSet<&str> = all.flat_map(|path| path.split('.')).collect();
        Self {
            below: below.into(),
            absent: absent.into(),
            paths: Suggester::within(paths, budget),
            names: Suggester::within(names, budget),
            budget: budget.clone(),
        }
    }

    /// Adds to the message why a filter matches none of the parameters: which of them, or of
    /// what is absent, was probably meant.
    pub fn explain(&self, filter: &Filter<'_>, mut message: Message) -> Message {
        if self.below.is_empty() {
            return message.note("there are no parameters below it");
        }
        let matching: Vec<Site<'_>> = if filter.module.is_some() || filter.rank.is_some() {
            let matching = |(path, _): &&(&str, Site<'_>)| glob_matches(&filter.at, path);
            let matching = self.below.iter().filter(matching);
            matching.map(|(_, site)| *site).collect()
        } else {
            Vec::new()
        };
        if !matching.is_empty() {
            return self.explain_others(filter, message, &matching);
        }
        let longer = format!("{}.**", filter.at);
        let help = if self.below.iter().all(|(path, _)| path.is_empty()) {
            "the rule is on the parameter itself: write `at = \"**\"`".into()
        } else if self.is_matched(&longer) {
            format!(
                "`{}` is a module: write `at = {:?}` for all that it holds",
                short(&filter.at),
                short(&longer)
            )
        } else if let Some(corrected) = self.corrected(&filter.at) {
            format!("did you mean `at = {:?}`?", short(&corrected))
        } else {
            let near = self.paths.closest(&filter.at, 3);
            if near.is_empty() {
                return message;
            }
            let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
            return message.note(format!("the nearest paths are {}", near.join(", ")));
        };
        message.help = Some(help);
        message
    }

    fn is_matched(&self, glob: &str) -> bool {
        // A name that no path has is recognized without a look at the paths.
        let mut components = glob.split('.');
        components.all(|component| component.contains('*') || self.is_name(component))
            && self.below.iter().any(|(path, _)| glob_matches(glob, path))
    }

    /// Explains a filter whose glob matches paths, but whose other criteria exclude all of them.
    fn explain_others(
        &self,
        filter: &Filter<'_>,
        mut message: Message,
        matching: &[Site<'_>],
    ) -> Message {
        let at = short(&filter.at);
        if let Some(module) = &filter.module
            && !matching.iter().any(|site| filter.module_matches(*site))
        {
            let modules = matching.iter().map(|site| site.module);
            let suggester = Suggester::within(modules, &self.budget);
            let modules = suggester.candidates().iter();
            let modules: Vec<String> = modules.map(|module| format!("`{module}`")).collect();
            let near = suggester.nearest(module);
            message.help = near.map(|near| format!("did you mean `module = {near:?}`?"));
            return message.note(format!(
                "the parameters that {at:?} matches are in {}",
                listed(&modules)
            ));
        }
        let ranks: BTreeSet<usize> = matching.iter().map(|site| site.rank).collect();
        let ranks: Vec<String> = ranks.iter().map(ToString::to_string).collect();
        message.note(format!(
            "the parameters that {at:?} matches have rank {}",
            listed(&ranks)
        ))
    }

    /// The glob with each unknown name replaced by the nearest known one, if it then matches a
    /// parameter or leads to what is absent.
    fn corrected(&self, at: &str) -> Option<String> {
        let components: Vec<&str> = (at.split('.'))
            .map(|component| {
                if component == "**" || self.is_name(component) {
                    Some(component)
                } else {
                    self.names.nearest(component)
                }
            })
            .collect::<Option<_>>()?;
        let corrected = components.join(".");
        let spanning = format!("**.{corrected}");
        let leads =
            corrected != at && (self.absent.iter()).any(|path| glob_reaches(&corrected, path));
        if self.is_matched(&corrected) {
            Some(corrected)
        } else if self.is_matched(&spanning) {
            Some(spanning)
        } else {
            leads.then_some(corrected)
        }
    }

    /// Whether a component of a path is matched by a component of a glob.
    fn is_name(&self, component: &str) -> bool {
        let names = self.names.candidates();
        if component.contains('*') {
            names.iter().any(|name| component_matches(component, name))
        } else {
            names.contains(component)
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::Surroundings;
    use crate::message::Message;
    use crate::{Budget, Filter, Site};

    /// 100 rules on 4,800 parameters: half a million pairs, and a sort computes each of them two
    /// dozen times.
    #[test]
    fn many_rules_that_reach_nothing_share_one_budget() {
        let paths: Vec<String> = (0..2400)
            .flat_map(|k| ["weight", "bias"].map(|name| format!("layers.{k}.attention.{name}")))
            .collect();
        let site = Site {
            module: "Linear",
            rank: 2,
        };
        let below: Vec<(&str, Site<'_>)> = paths.iter().map(|path| (&**path, site)).collect();
        let budget = Budget::default();
        let surroundings = Surroundings::new(&below, &[], &budget);
        let explained = |glob: String, module: Option<&'static str>| {
            let mut filter = Filter::at(glob);
            filter.module = module.map(Into::into);
            surroundings.explain(&filter, Message::bare("nothing"))
        };
        let first = explained("layers.7.attention.running_mean".into(), None);
        assert_eq!(
            first.notes,
            [
                "the nearest paths are `layers.7.attention.weight`, `layers.7.attention.bias`, \
              `layers.0.attention.weight`"
            ]
        );
        for k in 0..100 {
            explained(format!("layers.{k}.attention.running_mean"), None);
            explained(format!("layers.{k}.atention.weight"), Some("Liner"));
        }
        assert!(budget.distances() > 4800, "{}", budget.distances());
        assert!(budget.distances() < 100 * 4800, "{}", budget.distances());
        // An unknown name is still reported, without a suggestion.
        let last = explained("layers.7.attention.wieght".into(), None);
        assert_eq!((&*last.text, last.help), ("nothing", None));
    }
}
