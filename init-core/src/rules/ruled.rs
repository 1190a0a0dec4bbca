//! The adapter between a model and a visitor that applies rules.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use init_grammar::Site;

use super::index::Index;
use super::options::Options;
use super::{Choose, Found, Rule};
use crate::error::{ErrorKind, Problem};
use crate::initializer::Initializer;
use crate::parameter::Parameter;
use crate::tensor::Lengths;
use crate::walk::{
    Component, Declared, Given, Layer, RuleUse, Ruling, Shared, Trail, Visitor, VisitorMut, Walk,
    hand_on_walk,
};

/// A visitor around a visitor: it replaces the initializers and options that its rules replace and
/// hands the walk on.
///
/// The derive puts one around the fields of a struct with rules. Since the visitor that is
/// nearer the root is nearer the plan, its rules have the last word.
///
/// ```
/// use init_core::rules::Ruled;
/// use init_core::{Initialize, Rule};
/// use init_core::initializer::zeros;
/// use init_core::walk::{Visitor, VisitorMut};
/// # #[derive(Initialize)]
/// # struct Linear { #[init(ones)] bias: [f32; 4] }
///
/// struct Net { fc: Linear }
///
/// impl Initialize for Net {
///     fn visit_parameters(&self, visitor: &mut dyn Visitor) {
///         visitor.module("Net");
///         let rules = [Rule::at("**.bias").initializer(zeros()).origin("Net")];
///         let mut visitor = Ruled::new(&rules, visitor);
///         visitor.enter(init_core::walk::Component::field("fc"));
///         self.fc.visit_parameters(&mut visitor);
///         visitor.leave();
///         visitor.finish();
///     }
///     # fn visit_parameters_mut(&mut self, _: &mut dyn VisitorMut) {}
/// }
/// # use init_core::walk::Walk;
/// assert_eq!(Net { fc: Linear { bias: [0.0; 4] } }.plan().unwrap().entries()[0].initializer(), "zeros");
/// ```
#[derive(Debug)]
pub struct Ruled<'v, 's, 'r, V: ?Sized, C: ?Sized = dyn Choose + Send + Sync + 'r> {
    visitor: &'v mut V,
    rules: &'s [Rule<'r, C>],
    /// How much of every path is that of where the rules are declared.
    base: usize,
    /// The parameter, or list of parameters, that they are declared for alone.
    component: Option<String>,
    counts: Vec<Count>,
    index: Index<'s>,
    /// The path of the parameter that is being decided.
    path: String,
    /// Memory for the rules that reach it.
    reaching: Vec<usize>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    reached: usize,
    won: usize,
    following: usize,
    shared: usize,
}

impl<'v, 's, 'r, V: Walk + ?Sized, C: Choose + ?Sized> Ruled<'v, 's, 'r, V, C> {
    /// Rules that are declared at the current position of the walk.
    pub fn new(rules: &'s [Rule<'r, C>], visitor: &'v mut V) -> Self {
        let base = visitor.trail().path().len();
        Self::based(rules, base, None, visitor)
    }

    /// Rules of the parameter, or list of parameters, `component`.
    pub fn of(rules: &'s [Rule<'r, C>], component: &Component<'_>, visitor: &'v mut V) -> Self {
        let base = visitor.trail().path_of(component).len();
        let component = component.path_name().into();
        Self::based(rules, base, Some(component), visitor)
    }

    fn based(
        rules: &'s [Rule<'r, C>],
        base: usize,
        component: Option<String>,
        visitor: &'v mut V,
    ) -> Self {
        Self {
            visitor,
            rules,
            base,
            component,
            counts: alloc::vec![Count::default(); rules.len()],
            index: Index::new(rules.iter().map(|rule| &rule.tag.filter)),
            path: String::new(),
            reaching: Vec::new(),
        }
    }

    /// Tells the visitor how often each rule was used.
    pub fn finish(self) {
        if self.rules.is_empty() {
            return;
        }
        let component = self.component.as_deref().map(Component::field);
        let base = self.visitor.trail().path_at(component.as_ref());
        for (place, (rule, count)) in self.rules.iter().zip(&self.counts).enumerate() {
            self.visitor.rule(&RuleUse {
                tag: &rule.tag,
                place,
                base: &base,
                reached: count.reached,
                won: count.won,
                following: count.following,
                shared: count.shared,
                fault: rule
                    .check()
                    .err()
                    .or_else(|| several_streams(rule, count.reached)),
            });
        }
    }

    /// The rules that reach a parameter, the strongest first.
    fn reaching(
        &mut self,
        component: &Component<'_>,
        shape: &[usize],
        declared: &Declared<'_>,
    ) -> Vec<usize> {
        let trail = self.visitor.trail();
        trail.write_path_of(component, &mut self.path);
        let site = site(trail, shape);
        let path = relative(&self.path, self.path.get(..self.base).unwrap_or_default());
        let mut reaching = core::mem::take(&mut self.reaching);
        self.index.matching(path, &mut reaching);
        reaching.retain(|&place| {
            let rule = &self.rules[place];
            rule.gives_anything() && rule.tag.filter.admits(site)
        });
        let is_default = |&place: &usize| self.rules[place].tag.by_default;
        if reaching.iter().any(is_default) {
            let (defaults, others): (Vec<usize>, Vec<usize>) =
                reaching.drain(..).partition(is_default);
            let chooses = |&place: &usize| self.rules[place].choice.is_some();
            let is_open = declared.is_undecided() && !others.iter().any(chooses);
            reaching.extend(others);
            if is_open {
                reaching.extend(defaults);
            }
        }
        for &place in &reaching {
            self.counts[place].reached += 1;
        }
        reaching
    }

    /// The rest of a path after the point where the rules are declared.
    fn relative<'p>(&self, path: &'p str) -> &'p str {
        relative(path, path.get(..self.base).unwrap_or_default())
    }

    /// The initializer of a rule for one parameter.
    fn choose(
        &mut self,
        rule: &'s Rule<'r, C>,
        component: &Component<'_>,
        shape: &[usize],
    ) -> Option<Box<dyn Initializer + 's>> {
        let trail: &Trail = self.visitor.trail();
        let found = Found {
            trail,
            component,
            shape,
            read: Cell::new(0),
        };
        let chosen = rule.choice.as_ref()?.choose(&found);
        let lists = found.read.get();
        let checked = Layer::check(trail.layer_of(component).as_ref(), lists);
        if let Err(problem) = checked {
            self.visitor.fail(Some(component), problem);
        }
        Some(chosen)
    }

    /// The path of the parameter whose values a rule gives another: `same_as` is in place of what the
    /// glob has before its first `*`.
    fn original(&mut self, rule: &Rule<'r, C>, same_as: &str, component: &Component<'_>) -> String {
        let path = self.visitor.trail().path_of(component);
        let below = relative(self.relative(&path), rule.tag.filter.literal());
        let base = path.get(..self.base).unwrap_or_default();
        let parts = [base, same_as, below];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(".")
    }

    /// Hands on what is declared for a parameter, as the rules have it.
    fn decide(
        &mut self,
        component: &Component<'_>,
        shape: &[usize],
        declared: &Declared<'_>,
        hand_on: impl FnOnce(&mut V, &Component<'_>, &Declared<'_>),
    ) {
        let reaching = self.reaching(component, shape, declared);
        if reaching.is_empty() {
            self.reaching = reaching;
            hand_on(self.visitor, component, declared);
            return;
        }
        let rules = self.rules;
        let trail = self.visitor.trail();
        let follows = declared.original().is_some() || trail.original_of(component).is_some();
        let mut options = Options::default();
        let mut ruling = Ruling {
            initializers: Vec::new(),
            options: Vec::new(),
            replaced: declared,
        };
        let (mut winner, mut original) = (None, None);
        for &place in &reaching {
            let rule = &rules[place];
            if original.is_none()
                && let Some(same_as) = &rule.options.same_as
            {
                original = Some(self.original(rule, same_as, component));
            }
            let completes = options.complete(&rule.options);
            if completes {
                ruling.options.push(&rule.tag);
            }
            let chooses = rule.choice.is_some();
            if chooses {
                ruling.initializers.push(&rule.tag);
            }
            let wins = completes || chooses && winner.is_none() && !follows;
            self.counts[place].won += usize::from(wins);
            self.counts[place].following += usize::from(follows);
            winner = winner.or(chooses.then_some(rule));
        }
        self.reaching = reaching;
        let chosen = winner.and_then(|rule| self.choose(rule, component, shape));
        let given = Given {
            initializer: chosen.as_deref(),
            axes: &options.axes,
            buffer: options.buffer,
            depth_scaling: options.depth_scaling,
            original: original.as_deref(),
        };
        let ruled = declared.ruled(&given, &ruling);
        match options.stream.as_deref() {
            Some(stream) => {
                let component = component.clone().stream(stream);
                hand_on(self.visitor, &component, &ruled);
            }
            None => hand_on(self.visitor, component, &ruled),
        }
    }
}

/// The mistake of a rule that gives several parameters one `stream`.
fn several_streams<C: ?Sized>(rule: &Rule<'_, C>, reached: usize) -> Option<Problem> {
    let stream = rule.options.stream.as_deref()?;
    (reached > 1).then(|| {
        Problem::new(
            ErrorKind::Rule,
            format!("the rule {rule} gives `stream = {stream:?}` to {reached} parameters"),
        )
        .help("write a rule with a `stream` of its own for each")
    })
}

/// The properties of a parameter of this shape, besides its path, that a rule can filter by.
pub(crate) fn site(trail: &Trail, shape: &[usize]) -> Site<'static> {
    Site {
        module: trail.current_module().unwrap_or_default(),
        rank: shape.len(),
    }
}

impl<V: Walk + ?Sized, C: Choose + ?Sized> Walk for Ruled<'_, '_, '_, V, C> {
    hand_on_walk!();

    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        let first = self.visitor.shared(shared);
        if !first {
            let path = self.visitor.trail().path_at(shared.component());
            let path = self.relative(&path);
            for (rule, count) in self.rules.iter().zip(&mut self.counts) {
                count.shared += usize::from(rule.tag.filter.reaches(path));
            }
        }
        first
    }
}

impl<V: Visitor + ?Sized, C: Choose + ?Sized> Visitor for Ruled<'_, '_, '_, V, C> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        if self.rules.is_empty() {
            return self.visitor.parameter(component, tensor, declared);
        }
        let shape = tensor.shape();
        let shape = declared.whole_shape().unwrap_or(&shape);
        self.decide(
            component,
            shape,
            declared,
            |visitor, component, declared| {
                visitor.parameter(component, tensor, declared);
            },
        );
    }
}

impl<V: VisitorMut + ?Sized, C: Choose + ?Sized> VisitorMut for Ruled<'_, '_, '_, V, C> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) {
        if self.rules.is_empty() {
            return self.visitor.parameter(component, tensor, declared);
        }
        let shape = Lengths::from(declared.whole_shape().unwrap_or(&tensor.shape()));
        self.decide(
            component,
            &shape,
            declared,
            |visitor, component, declared| {
                visitor.parameter(component, tensor, declared);
            },
        );
    }

    fn tied(&mut self, component: &Component<'_>, tensor: &mut dyn Parameter) {
        self.visitor.tied(component, tensor);
    }
}

/// The rest of `path` after `base`, with which it starts.
pub(crate) fn relative<'p>(path: &'p str, base: &str) -> &'p str {
    let rest = path.strip_prefix(base).unwrap_or(path);
    if base.is_empty() {
        rest
    } else {
        rest.strip_prefix('.').unwrap_or(rest)
    }
}
