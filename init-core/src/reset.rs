//! The builder that `reset_parameters` uses.

mod changed;
mod direct;
mod execution;
mod follow;
pub(crate) mod foreign;
mod generator;
mod lsuv;
mod memory;
mod nan;
mod origin;
#[cfg(feature = "safetensors-0_8")]
mod others;
mod part;
mod record;
mod single;
#[cfg(feature = "safetensors-0_8")]
mod straight;
mod threads;
mod written;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

pub use foreign::Foreign;
pub use generator::Generator;
pub use lsuv::Lsuv;
pub use nan::{Nan, unset};
pub use origin::Origin;
#[cfg(feature = "safetensors-0_8")]
pub(crate) use straight::Straight;

use self::direct::Checked;
pub(crate) use self::direct::reset;
use self::execution::{Basis, Execution, rehearse};
use self::follow::followings;
use self::generator::key_of_seed;
use self::record::Records;
use crate::error::Error;
use crate::model::Initialize;
use crate::plan::{Entry, Plan, Selection, plan};
use crate::rules::{Ruled, Rules};
use crate::values::{Meter, Progress};
use crate::walk::walker::Walker;

/// Initializes a model: plans it, then writes it.
///
/// [`new`](Reset::new) takes the key from a generator, as
/// [`reset_parameters`](Initialize::reset_parameters) does; [`seed`](Reset::seed) and
/// [`key`](Reset::key) serve where there is no generator, or one of another version of rand.
///
/// ```
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Gate {
///     #[init(normal, std = 0.02)]
///     weight: [f32; 64],
/// }
///
/// let mut first = Gate { weight: [0.0; 64] };
/// let mut second = Gate { weight: [0.0; 64] };
/// let plan = Reset::seed(42).run(&mut first)?;
/// Reset::seed(42).run(&mut second)?;
/// assert_eq!(first.weight, second.weight);
/// assert_eq!(plan.value_count(), 64);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// A hook is told the progress, at most some hundred times for any model:
///
/// ```
/// # use init_core::{Initialize, Reset};
/// # #[derive(Initialize)]
/// # struct Gate { #[init(normal)] weight: [f32; 64] }
/// # let mut model = Gate { weight: [0.0; 64] };
/// Reset::seed(42)
///     .progress(|progress| println!("{} of {}", progress.done, progress.total))
///     .run(&mut model)?;
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// # Panics
///
/// A panic of code that is not this crate's (an expression in an attribute, a closure, a hook, a
/// tensor's [`write`](crate::Parameter::write)) goes on to the caller, whose generator may have
/// given the key. One while the model is planned or its closures are tried leaves the model as it
/// was. One while it is written leaves the parameters before that one written, that one perhaps
/// in part, those after it as they were, and the locks around it poisoned: a reset that runs to its
/// end makes it whole, once `clear_poison` was called on them.
///
/// # Threads
///
/// With the feature `parallel` a large tensor is filled by the threads of the rayon pool that the
/// caller is in, or by those of the reset's own that `Reset::threads` asks for.
///
/// While a reset holds a lock of the model (a `Mutex` or `RwLock` in it), a worker of the caller's
/// pool might run a job that waits for this lock, and never come back. So tensors under a lock
/// are filled by threads of the reset's own, as many as the pool has. A lock that the caller
/// itself holds around a reset is not seen: where jobs of the same pool wait for one, use
/// `Reset::threads`.
///
/// A process that was forked, as by Python's `multiprocessing` or a server, has no threads of a
/// pool that was made before. Where the process above it has filled a large tensor by rayon's
/// threads, the calling thread of the child fills alone; `Reset::threads` makes new ones. Where the
/// process above has used rayon's global pool for work of its own alone, this is not seen: there
/// too, use `Reset::threads` in the child.
pub struct Reset<'h, K = FromGenerator> {
    key: K,
    hook: Option<Hook<'h>>,
    rules: Option<&'h Rules<'h>>,
    selection: Selection<'h>,
    #[cfg(feature = "parallel")]
    threads: Option<usize>,
}

type Hook<'h> = Box<dyn Fn(Progress<'_>) + Send + Sync + 'h>;

/// The key of a [`Reset`] comes from the generator that `run` is given.
#[derive(Debug, Clone, Copy)]
pub struct FromGenerator;

/// The key of a [`Reset`] is known.
#[derive(Debug, Clone, Copy)]
pub struct Key([u8; 32]);

impl<K: fmt::Debug> fmt::Debug for Reset<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reset")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Default for Reset<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'h> Reset<'h> {
    /// A reset whose key is drawn from a generator.
    pub fn new() -> Self {
        Self {
            key: FromGenerator,
            hook: None,
            rules: None,
            selection: Selection::default(),
            #[cfg(feature = "parallel")]
            threads: None,
        }
    }

    /// A reset whose key is made from `seed`, as rand_core's `seed_from_u64` makes the seed of
    /// a generator: eight words of PCG32, little-endian.
    #[doc(alias = "manual_seed")]
    pub fn seed(seed: u64) -> Reset<'h, Key> {
        Self::key(key_of_seed(seed))
    }

    /// A reset with this key.
    pub fn key(key: [u8; 32]) -> Reset<'h, Key> {
        Self::new().with(Key(key))
    }

    fn with<K>(self, key: K) -> Reset<'h, K> {
        Reset {
            key,
            hook: self.hook,
            rules: self.rules,
            selection: self.selection,
            #[cfg(feature = "parallel")]
            threads: self.threads,
        }
    }

    /// Initializes `model`, with one key of 32 bytes drawn from `rng` once the plan is made.
    /// Returns the plan that was carried out.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters).
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        rng: &mut (impl Generator + ?Sized),
    ) -> Result<Plan, Error> {
        self.carry_out(self.rules, model, || rng.draw_key())
    }

    /// Initializes `model` with the values that [`run`](Self::run) gives it, and makes no plan
    /// unless there is an error to tell: for small models that are reset again and again.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters).
    pub fn apply<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        rng: &mut (impl Generator + ?Sized),
    ) -> Result<(), Error> {
        self.without_plan(model, || rng.draw_key())
    }
}

impl Reset<'_, Key> {
    /// Initializes `model`. Returns the plan that was carried out.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters).
    pub fn run<M: Initialize + ?Sized>(&self, model: &mut M) -> Result<Plan, Error> {
        self.carry_out(self.rules, model, || self.key.0)
    }

    /// Initializes `model` with the values that [`run`](Self::run) gives it, and makes no plan
    /// unless there is an error to tell: for small models that are reset again and again.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Gate {
    ///     #[init(normal, std = 0.02)]
    ///     weight: [f32; 64],
    /// }
    ///
    /// let mut population: Vec<Gate> = (0..100).map(|_| Gate { weight: [0.0; 64] }).collect();
    /// for (seed, gate) in population.iter_mut().enumerate() {
    ///     Reset::seed(seed as u64).apply(gate)?;
    /// }
    /// let mut planned = Gate { weight: [0.0; 64] };
    /// Reset::seed(99).run(&mut planned)?;
    /// assert_eq!(population[99].weight, planned.weight);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters).
    pub fn apply<M: Initialize + ?Sized>(&self, model: &mut M) -> Result<(), Error> {
        self.without_plan(model, || self.key.0)
    }
}

/// What tells a hook how far a plan is carried out.
fn meter<'h>(hook: Option<&'h Hook<'_>>, plan: &Plan) -> Option<Meter<'h>> {
    let total = plan.entries().iter().map(Entry::held_len);
    Some(Meter::new(hook?, total.fold(0, usize::saturating_add)))
}

impl<'h, K> Reset<'h, K> {
    /// Sets a hook that hears how far the reset is, at most some hundred times for any model. It is
    /// called by the thread that runs the reset, while the model is written: [what its panic
    /// leaves](Reset#panics).
    pub fn progress(mut self, hook: impl Fn(Progress<'_>) + Send + Sync + 'h) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// Sets rules, which win over those that the model declares.
    pub fn rules(mut self, rules: &'h Rules<'h>) -> Self {
        self.rules = Some(rules);
        self
    }

    /// Restricts the reset to the parameters whose path matches `glob`, or one of the globs
    /// where it is called again. They get the bits that a full reset with the same key gives
    /// them.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [[f32; 4]; 4],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Net { body: Linear, head: Linear }
    ///
    /// let zero = || Linear { weight: [[0.0; 4]; 4] };
    /// let mut full = Net { body: zero(), head: zero() };
    /// let mut part = Net { body: zero(), head: zero() };
    /// Reset::seed(1).run(&mut full)?;
    /// let plan = Reset::seed(1).only("head.**").run(&mut part)?;
    /// assert_eq!(part.head.weight, full.head.weight);
    /// assert_eq!(part.body.weight, [[0.0; 4]; 4]);
    /// assert_eq!(plan.kept().collect::<Vec<_>>(), ["body.weight"]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn only(mut self, glob: impl Into<Cow<'h, str>>) -> Self {
        self.selection.only.push(glob.into());
        self
    }

    /// Leaves the parameters whose path matches `glob` as they are.
    pub fn except(mut self, glob: impl Into<Cow<'h, str>>) -> Self {
        self.selection.except.push(glob.into());
        self
    }

    /// Leaves the parameters of these names as they are, e.g. those loaded from a checkpoint, and
    /// initializes the others. A shared tensor counts as loaded under any of its paths. A name
    /// that the model does not have is an error.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [f32; 4],
    ///     #[init(zeros)]
    ///     bias: [f32; 4],
    /// }
    ///
    /// let mut linear = Linear { weight: [7.0; 4], bias: [9.0; 4] };
    /// Reset::seed(1).loaded(["weight"]).run(&mut linear)?;
    /// assert_eq!((linear.weight, linear.bias), ([7.0; 4], [0.0; 4]));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn loaded<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let loaded = self.selection.loaded.get_or_insert_default();
        loaded.extend(names.into_iter().map(Into::into));
        self
    }

    /// Initializes the model, and makes a plan only where nothing else can judge it.
    fn without_plan<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        key: impl FnOnce() -> [u8; 32],
    ) -> Result<(), Error> {
        let rules = self.rules.map_or(&[][..], Rules::as_slice);
        let mut records = Records::default();
        if self.hook.is_none()
            && self.selection.is_all()
            && let Some(checked) = Checked::new(model, rules, &mut records)
        {
            let threads = self.pool(|| checked.most_work())?;
            return checked.write(model, &key(), &threads);
        }
        self.carry_out(self.rules, model, key).map(drop)
    }

    /// Plans the model with these rules, then takes the key and carries the plan out.
    pub(crate) fn carry_out<M: Initialize + ?Sized>(
        &self,
        rules: Option<&Rules<'_>>,
        model: &mut M,
        key: impl FnOnce() -> [u8; 32],
    ) -> Result<Plan, Error> {
        self.carry_out_for(&self.selection, rules, model, key)
    }

    fn carry_out_for<M: Initialize + ?Sized>(
        &self,
        selection: &Selection<'_>,
        rules: Option<&Rules<'_>>,
        model: &mut M,
        key: impl FnOnce() -> [u8; 32],
    ) -> Result<Plan, Error> {
        let (plan, context) = plan(model, rules, selection)?;
        memory::check(&plan, &context)?;
        let threads = self.pool_for(&plan)?;
        let rules = rules.map_or(&[][..], Rules::as_slice);
        let key = key();
        let followings = followings(&plan, &context, model, rules, &key, &threads)?;
        let basis = Basis {
            plan: &plan,
            context: &context,
            key: &key,
            threads: &threads,
            followings: &followings,
        };
        rehearse(model, rules, basis)?;
        let meter = meter(self.hook.as_ref(), &plan);
        let mut writing = Walker::new(Execution::new(basis, meter.as_ref()));
        model.visit_parameters_mut(&mut Ruled::new(rules, &mut writing));
        writing.job.finish()?;
        Ok(plan)
    }
}
