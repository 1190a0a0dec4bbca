//! The properties of a tensor for which an initializer is resolved.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use super::around::{Around, Found};
use super::{Axes, Fans, count};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::number::second_moment::Unbounded;

/// The tensor that an [`Initializer`](crate::initializer::Initializer) is resolved for: its shape in
/// canonical order, its fans, and the type of its elements.
#[derive(Debug)]
pub struct Target<'a> {
    axes: &'a Axes,
    dtype: DType,
    around: &'a Around<'a>,
    /// True once the initializer has asked for the fans, which the plan then explains.
    asked_fans: Cell<bool>,
    /// The part of `split` that the law is for, where their lengths differ.
    part: Option<usize>,
}

impl<'a> Target<'a> {
    pub(crate) fn new(axes: &'a Axes, dtype: DType, around: &'a Around<'a>) -> Self {
        Self {
            axes,
            dtype,
            around,
            asked_fans: Cell::new(false),
            part: None,
        }
    }

    /// The same tensor, for the law of one part of `split`.
    pub(crate) fn of_part(&self, part: usize) -> Self {
        Self {
            part: Some(part),
            ..Self::new(self.axes, self.dtype, self.around)
        }
    }

    pub(crate) fn asked_fans(&self) -> bool {
        self.asked_fans.get()
    }

    /// The lengths of the axes in canonical order: (o, i, receptive field) where a layout is
    /// declared, and the tensor's own order otherwise.
    pub fn shape(&self) -> &'a [usize] {
        &self.axes.shape
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        count(&self.axes.shape)
    }

    /// Returns true if an axis has length 0, so that there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.axes.shape.contains(&0)
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The number of groups that the field declares, or 1.
    pub fn groups(&self) -> usize {
        self.axes.given().groups.unwrap_or(1)
    }

    /// The number of weights that the field declares to be fused along the output axis, or 1.
    pub fn split(&self) -> usize {
        match self.axes.given().split.as_deref() {
            None => 1,
            Some([split]) => *split,
            Some(widths) => widths.len(),
        }
    }

    /// The lengths along the output axis of the weights that the field declares to be fused.
    ///
    /// ```
    /// use init_core::{Fill, Initialize, Initializer};
    /// use init_core::error::Problem;
    /// use init_core::tensor::Target;
    ///
    /// struct Largest;
    ///
    /// impl Initializer for Largest {
    ///     fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
    ///         let largest = target.parts().into_iter().max().unwrap_or(0);
    ///         Ok(Fill::constant(largest as f64))
    ///     }
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Attention {
    ///     #[init(initializer = Largest, split = (8, 2, 2))]
    ///     qkv: [[f32; 8]; 12],
    /// }
    /// # let plan = Attention { qkv: [[0.0; 8]; 12] }.plan()?;
    /// # assert_eq!(plan.entries()[0].law().mean(), Some(8.0));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn parts(&self) -> Vec<usize> {
        match self.axes.given().split.as_deref() {
            Some(widths @ [_, _, ..]) => widths.to_vec(),
            _ => alloc::vec![self.axes.output() / self.split(); self.split()],
        }
    }

    /// The lengths of the output and of the input axis, those of several multiplied, and those of the
    /// receptive field; `None` where the tensor has fewer than two axes beside the stacked ones.
    ///
    /// ```
    /// # use init_core::{Fill, Initialize, Initializer, error::Problem, tensor::Target};
    /// # struct Inputs;
    /// # impl Initializer for Inputs {
    /// # fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
    /// // A weight of the layout "ioo" and the shape (8, 4, 2):
    /// assert_eq!(target.weight(), Some((8, 8, &[][..])));
    /// # Ok(Fill::constant(0.0)) }}
    /// # #[derive(Initialize)]
    /// # struct Heads { #[init(initializer = Inputs, layout = "ioo")] query: [[[f32; 2]; 4]; 8] }
    /// # Heads { query: [[[0.0; 2]; 4]; 8] }.plan()?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn weight(&self) -> Option<(usize, usize, &'a [usize])> {
        self.axes.weight()
    }

    /// The number of axes, several outputs or several inputs counted as one, in one of the stacked
    /// layers.
    pub(crate) fn rank(&self) -> usize {
        let roles = self.axes.roles();
        let several = usize::from(roles.outputs - 1) + usize::from(roles.inputs - 1);
        self.axes.shape.len() - roles.stacked - several
    }

    /// Returns true if all groups lie along the input axis, as a transposed convolution stores them.
    pub(crate) fn has_groups_along_inputs(&self) -> bool {
        self.axes.options().0
    }

    /// The number of leading axes along which independent layers are stacked.
    pub fn stacked(&self) -> usize {
        self.axes.stacked
    }

    /// Returns true if some leading axes are stacks of independent layers.
    pub fn is_stacked(&self) -> bool {
        self.axes.stacked > 0
    }

    /// The fans, at the base width where the field has a role in muP; both 1 where they cannot be counted of a tensor that has no values, and so needs none.
    ///
    /// # Errors
    /// [`ErrorKind::Rank`](crate::error::ErrorKind::Rank) where the tensor has values on fewer than two axes
    /// and the field declares no fans; `name` is the initializer that the message names.
    pub fn fans(&self, name: &str) -> Result<Fans, Problem> {
        self.asked_fans.set(true);
        match self.axes.fans(name, self.part) {
            Err(_) if self.is_empty() => Ok(Fans {
                fan_in: 1.0,
                fan_out: 1.0,
            }),
            fans => fans.map(|fans| self.axes.at_base_width(fans)),
        }
    }

    /// The mean square of a function of a standard normal number, or of its derivative, found once in a
    /// walk.
    pub(crate) fn second_moment(
        &self,
        function: fn(f64) -> f64,
        of_derivative: bool,
    ) -> Result<f64, Unbounded> {
        self.around.second_moment(function, of_derivative)
    }

    /// The fans of another parameter, by its path from the module that holds this one: `"weight"`
    /// for the weight of the same layer, `"super.weight"` for one of the module around that. Of several,
    /// `"weight_hr_l0|weight_hh_l0"`, the first that the model has counts. `None` where it has fewer than
    /// two axes, or is itself an error of the plan.
    ///
    /// As for [`norm_of`](crate::initializer::norm_of), an entry of a list has the same entry of another
    /// list beside it.
    ///
    /// A plan that is asked for them walks the model twice: the order of the fields does not matter.
    /// In the first walk every other parameter seems to have no fans.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::error::ErrorKind::Argument) where the model has no such
    /// parameter; `name` is the initializer that the message names.
    pub fn fans_of(&self, name: &str, path: &str) -> Result<Option<Fans>, Problem> {
        match self.around.fans_of(path) {
            Found::Fans(fans) => Ok(fans),
            Found::Unknown => Ok(None),
            Found::Absent => Err(Problem::new(
                ErrorKind::Argument,
                format!(
                    "`{name}` takes the fan in of {}, but the model has no such parameter",
                    self.absent(path)
                ),
            )
            .help("name a parameter beside it, by its path from the module that holds both")),
        }
    }

    /// Parameters that the model does not have, by their full paths.
    fn absent(&self, paths: &str) -> String {
        let paths = self.around.paths_of(paths);
        let quoted: Vec<String> = paths.map(|path| format!("`{path}`")).collect();
        quoted.join(" or ")
    }
}
