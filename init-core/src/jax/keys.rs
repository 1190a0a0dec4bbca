//! Which key a parameter has: by its path, by its number, or by a seed.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::{self, Vec};

use super::before::Before;
use super::keras::Keras;
use super::key::Key;
use super::linen::Linen;
use super::rngs::Rngs;
use super::scheme::Scheme;
use super::state::Form;
use crate::error::{ErrorKind, Problem};
use crate::plan::{Entry, Plan};
use crate::show::text_table::counted;

/// The keys of the parameters of a model.
#[derive(Debug)]
pub(super) struct Keys<'g> {
    source: Source<'g>,
    form: Form,
}

/// Where keys come from. A generator is drawn from by a copy, which becomes the caller's when all is
/// written.
#[derive(Debug)]
enum Source<'g> {
    Given(vec::IntoIter<Key>),
    Linen(Linen),
    Nnx(&'g mut Rngs, Rngs),
    Keras(&'g mut Keras, Box<Keras>),
}

impl<'g> Keys<'g> {
    pub(super) fn given(keys: Vec<Key>) -> Self {
        Self {
            form: keys.first().unwrap_or(&Key::new(0)).0.form,
            source: Source::Given(keys.into_iter()),
        }
    }

    pub(super) fn linen(root: Key) -> Self {
        Self {
            source: Source::Linen(Linen::new(root)),
            form: root.0.form,
        }
    }

    pub(super) fn nnx(rngs: &'g mut Rngs) -> Self {
        let draft = rngs.clone();
        Self {
            form: rngs.form(),
            source: Source::Nnx(rngs, draft),
        }
    }

    pub(super) fn keras(keras: &'g mut Keras) -> Self {
        let draft = Box::new(keras.clone());
        Self {
            form: Key::new(0).0.form,
            source: Source::Keras(keras, draft),
        }
    }

    pub(super) fn is_keras(&self) -> bool {
        matches!(self.source, Source::Keras(..))
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Checks that there are as many keys as parameters, and what takes keys without one.
    pub(super) fn check(&self, plan: &Plan) -> Result<(), Problem> {
        let before: Option<&Before> = match &self.source {
            Source::Given(keys) => return check_count(plan, keys.len()),
            Source::Linen(_) => None,
            Source::Nnx(_, rngs) => Some(&rngs.before),
            Source::Keras(_, keras) => Some(&keras.before),
        };
        before.map_or(Ok(()), |before| before.check(plan))
    }

    /// The key of the next parameter; `None` where it takes none.
    pub(super) fn next(&mut self, path: &str, is_buffer: bool, is_random: bool) -> Option<Key> {
        if is_buffer {
            return None;
        }
        match &mut self.source {
            Source::Given(keys) if is_random => keys.next(),
            Source::Given(_) => None,
            Source::Linen(linen) => Some(linen.next(path)),
            Source::Nnx(_, rngs) => Some(rngs.next(path)),
            Source::Keras(_, keras) => keras.next(path, is_random),
        }
    }

    /// Moves the caller's generator to where it is after the last parameter.
    pub(super) fn finish(&mut self) {
        match &mut self.source {
            Source::Given(_) | Source::Linen(_) => {}
            Source::Nnx(rngs, draft) => (**rngs).clone_from(draft),
            Source::Keras(keras, draft) => (**keras).clone_from(draft),
        }
    }

    /// Whose values they are, and of which releases.
    pub(super) fn describe(&self) -> String {
        let Form {
            partitionable,
            fused,
            two_products,
        } = self.form;
        let (name, keys) = match self.source {
            Source::Given(_) => ("JAX", ""),
            Source::Linen(_) => ("JAX", ", by the keys of Flax Linen"),
            Source::Nnx(..) => ("JAX", ", by the keys of Flax NNX"),
            Source::Keras(..) => ("Keras on JAX", ""),
        };
        let instruction = if fused { "with" } else { "without" };
        let normals = match (self.is_keras(), two_products) {
            (true, _) => "",
            (false, true) => ", normal initializers of JAX up to 0.11.2",
            (false, false) => ", normal initializers of JAX 0.12",
        };
        let older = if partitionable {
            ""
        } else {
            ", `jax_threefry_partitionable` false"
        };
        format!(
            "{name}{keys}: jaxlib 0.8.3 to 0.12.0.1 on x86-64 {instruction} fused multiply-add{normals}{older}"
        )
    }
}

/// Checks that there is a key for each parameter that draws, and no more.
fn check_count(plan: &Plan, keys: usize) -> Result<(), Problem> {
    let draws = |entry: &&Entry| {
        let scheme = Scheme::of(entry).ok();
        entry.follows().is_none() && scheme.is_some_and(|scheme| scheme != Scheme::Nothing)
    };
    let drawing = plan.entries().iter().filter(draws).count();
    if drawing == keys {
        return Ok(());
    }
    let message = format!(
        "there are {} for {} that draw",
        counted(keys, "key"),
        counted(drawing, "parameter")
    );
    Err(Problem::new(ErrorKind::Foreign, message)
        .help("give `Reset::jax` one key for each parameter whose initializer is random"))
}
