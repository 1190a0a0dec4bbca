//! Variables that remember how candle's layers would initialize them.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use candle_core_0_11::{DType, Device, Result as CandleResult, Shape, Tensor, Var, bail};
use candle_nn_0_11::var_builder::SimpleBackend;
use candle_nn_0_11::{Init, VarBuilder, VarMap};

use super::hint::Hint;
use super::var_map::variables;
use crate::error::Problem;
use crate::model::shared_cell::busy;
use crate::model::{Initialize, NamedParameters};
use crate::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// The variables of a model of candle, with its layers' own hints as their defaults.
///
/// It stands where a [`VarMap`] does, for any model that takes a [`VarBuilder`], whatever the model
/// keeps private:
///
/// ```
/// # use candle_core_0_11 as candle_core;
/// # use candle_nn_0_11 as candle_nn;
/// use candle_core::{DType, Device};
/// use init_core::initializer::xavier_uniform;
/// use init_core::libraries::candle_0_11::Variables;
/// use init_core::{Reset, Rules};
///
/// let mut variables = Variables::new();
/// let vb = variables.builder(DType::F32, &Device::Cpu);
/// let norm = candle_nn::layer_norm(16, 1e-5, vb.pp("norm"))?;
/// let head = candle_nn::linear(16, 10, vb.pp("head"))?;
///
/// let rules = Rules::new().at("head.weight", xavier_uniform());
/// let plan = Reset::seed(42).rules(&rules).run(&mut variables).unwrap();
/// assert_eq!(plan.get("norm.weight").unwrap().chosen_by().to_string(), "candle's hint");
/// # Ok::<(), candle_core::Error>(())
/// ```
///
/// - The builder makes a variable of zeros for each tensor that a layer asks for, under the name that
///   a `VarMap` gives it. A reset initializes it.
/// - Without a rule a variable has the law that the layer hints at ([`Init`]), with candle's fans:
///   for `Kaiming`, the same standard deviation to the last bit. Rules of the reset replace it.
/// - A layer that gives no hint gets zeros, as from a `VarMap`. The plan calls them `candle's
///   default`, and warns where they may silence what comes after.
/// - [`var_map`](Variables::var_map) is the map of the same variables: for an optimizer
///   (`all_vars`), and to save and load.
/// - Clones have the same variables.
#[derive(Clone)]
pub struct Variables {
    map: VarMap,
    hints: Hints,
}

/// The hint of each variable, by its name.
type Hints = Arc<Mutex<BTreeMap<String, Init>>>;

impl Variables {
    /// No variables.
    #[expect(
        clippy::new_without_default,
        reason = "neither has candle's `VarMap` one"
    )]
    pub fn new() -> Self {
        Self {
            map: VarMap::new(),
            hints: Arc::default(),
        }
    }

    /// A builder that makes variables of this type on this device, as
    /// [`VarBuilder::from_varmap`] does.
    pub fn builder(&self, dtype: DType, device: &Device) -> VarBuilder<'static> {
        let recorder: Box<dyn SimpleBackend> = Box::new(self.clone());
        VarBuilder::new_with_args(recorder, dtype, device)
    }

    /// The variables by name. It is the same map, and not a copy.
    pub fn var_map(&self) -> VarMap {
        self.map.clone()
    }

    /// The variables with their hints.
    fn hinted(&self) -> Result<NamedParameters<Hinted>, Problem> {
        let hints = match self.hints.try_lock() {
            Ok(hints) => hints,
            Err(TryLockError::WouldBlock) => return Err(busy("Variables", "locked")),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        };
        let hinted = |(name, variable): (String, Var)| {
            let hint = hints.get(&name).copied().map(Hint::new);
            (name, Hinted { variable, hint })
        };
        Ok(variables(&self.map)?.map(hinted).collect())
    }

    /// The hints, of which every state is sound.
    fn hints(&self) -> MutexGuard<'_, BTreeMap<String, Init>> {
        self.hints.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variables").finish_non_exhaustive()
    }
}

/// The backend of the builder. It holds the hints while it makes a variable, so that a walk meets
/// both or none.
impl SimpleBackend for Variables {
    fn get(
        &self,
        shape: Shape,
        name: &str,
        hint: Init,
        dtype: DType,
        device: &Device,
    ) -> CandleResult<Tensor> {
        let mut hints = self.hints();
        let zeros = Init::Const(0.0);
        let tensor = self.map.get(shape, name, zeros, dtype, device)?;
        hints.entry(name.to_string()).or_insert(hint);
        Ok(tensor)
    }

    fn get_unchecked(&self, name: &str, _: DType, _: &Device) -> CandleResult<Tensor> {
        bail!("`get_unchecked` of {name}: `Variables` needs the shape of a new variable, use `get`")
    }

    fn contains_tensor(&self, name: &str) -> bool {
        self.hints().contains_key(name)
    }
}

/// Its variables as [`NamedParameters`], each with its layer's hint as its default.
impl Initialize for Variables {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match self.hinted() {
            Ok(hinted) => hinted.visit_parameters(visitor),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match self.hinted() {
            Ok(mut hinted) => hinted.visit_parameters_mut(visitor),
            Err(problem) => visitor.fail(None, problem),
        }
    }
}

/// A variable, and the hint of the layer that asked for it first.
struct Hinted {
    variable: Var,
    hint: Option<Hint>,
}

impl Hinted {
    fn declared<'d>(&'d self, named: &'d Declared<'_>) -> Declared<'d> {
        match &self.hint {
            Some(hint) => (named.replacing(hint).by_default()).origin(hint.origin()),
            None => named.clone(),
        }
    }
}

impl Parameters for Hinted {
    fn visit(&self, component: &Component<'_>, named: &Declared<'_>, visitor: &mut dyn Visitor) {
        let declared = self.declared(named);
        Parameters::<OwnShape>::visit(&self.variable, component, &declared, visitor);
    }

    fn visit_mut(
        &mut self,
        component: &Component<'_>,
        named: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) {
        let declared = self.declared(named);
        let mut variable = self.variable.clone();
        Parameters::<OwnShape>::visit_mut(&mut variable, component, &declared, visitor);
    }
}
