//! The options of a load for what is not quite the model.

use alloc::borrow::Cow;
use alloc::string::String;

use super::Load;
use super::options::Fused;
use crate::reset::{Key, Reset};

/// What is not quite the model. Each is off unless it is asked for, works together with all others,
/// and is an error where it is for nothing.
impl<'n> Load<'n> {
    /// Loads as if the file did not have the tensors whose name there matches `glob`, or one of
    /// the globs where it is called again: counters such as those of PyTorch's batch norm, a head,
    /// or one of two contents of a shared tensor.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Old {
    ///     #[init(ones)]
    ///     weight: [f32; 4],
    ///     #[init(zeros)]
    ///     num_batches_tracked: [f32; 1],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct New {
    ///     #[init(ones)]
    ///     weight: [f32; 4],
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("ignore.safetensors");
    /// save(&Old { weight: [2.0; 4], num_batches_tracked: [7.0] }, &path)?;
    /// let mut new = New { weight: [0.0; 4] };
    /// Load::new().ignore("**.num_batches_tracked").strict().run(&mut new, &path)?;
    /// assert_eq!(new.weight, [2.0; 4]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn ignore(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.options.ignored.push(glob.into());
        self
    }

    /// Looks for what is in the module at the path `module` without that path before it: the file
    /// has this module, and perhaps nothing around it. Other paths, such as those of a new head,
    /// stay as they are. [`prefix`](Load::prefix) and [`rename`](Load::rename) are given what is
    /// left.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [f32; 4],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Classifier { bert: Linear, head: Linear }
    ///
    /// # let path = init_core::hidden::doc::file("under.safetensors");
    /// save(&Linear { weight: [2.0; 4] }, &path)?;
    /// let zero = || Linear { weight: [0.0; 4] };
    /// let mut model = Classifier { bert: zero(), head: zero() };
    /// let loaded = Load::new().under("bert").run(&mut model, &path)?;
    /// assert_eq!((loaded.names(), loaded.missing()), (&["bert.weight".into()][..], &["head.weight".into()][..]));
    /// assert_eq!(model.bert.weight, [2.0; 4]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn under(mut self, module: impl Into<String>) -> Self {
        self.options.under = Some(module.into());
        self
    }

    /// Rounds values that a tensor's type does not hold to the nearest one, ties to even, once:
    /// from f32 to bf16, or from bf16 to f16. A number that would become infinite is an error,
    /// which names its index, before anything is written.
    ///
    /// Such tensors are read twice: once to look at every value.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use half_2::bf16;
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    /// # extern crate half_2;
    ///
    /// #[derive(Initialize)]
    /// struct Scale<T: init_core::values::Element> {
    ///     #[init(ones)]
    ///     scale: [T; 2],
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("rounded.safetensors");
    /// save(&Scale { scale: [0.1_f32, 1.0] }, &path)?;
    /// let mut model = Scale { scale: [bf16::ZERO; 2] };
    /// Load::new().rounded().run(&mut model, &path)?;
    /// assert_eq!(model.scale.map(f32::from), [0.100_097_656, 1.0]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn rounded(mut self) -> Self {
        self.options.rounded = true;
        self
    }

    /// Reads the tensors whose path matches `glob` as the file stores them, with its axes in this
    /// order: `io` for the inputs by outputs of GPT-2's `Conv1D` and of JAX and Keras, `hwio` for
    /// their convolutions. The letters are those of the attribute's `layout`; the order here is
    /// that of the field, `oi…` where it declares none.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Conv1D {
    ///     #[init(normal, std = 0.02, layout = "io")]
    ///     weight: [[f32; 3]; 2],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal, std = 0.02)]
    ///     weight: [[f32; 2]; 3],
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("layout.safetensors");
    /// save(&Conv1D { weight: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] }, &path)?;
    /// let mut model = Linear { weight: [[0.0; 2]; 3] };
    /// Load::new().layout("weight", "io").run(&mut model, &path)?;
    /// assert_eq!(model.weight, [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn layout(
        mut self,
        glob: impl Into<Cow<'n, str>>,
        layout: impl Into<Cow<'n, str>>,
    ) -> Self {
        self.options.layouts.push((glob.into(), layout.into()));
        self
    }

    /// Leaves axes of length 1 out of account in the tensors whose path matches `glob`: `[]` and
    /// `[1]`, `[768]` and `[1, 1, 768]`, a matrix and a convolution of one position.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Old {
    ///     #[init(ones)]
    ///     scale: [f32; 1],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct New {
    ///     #[init(ones)]
    ///     scale: f32,
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("squeezed.safetensors");
    /// save(&Old { scale: [2.5] }, &path)?;
    /// let mut new = New { scale: 0.0 };
    /// Load::new().squeezed("scale").run(&mut new, &path)?;
    /// assert_eq!(new.scale, 2.5);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn squeezed(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.options.squeezed.push(glob.into());
        self
    }

    /// Matches a list of layers with tensors that stack its layers along an axis: a `Vec` in the
    /// field whose path matches `glob` with a file that has `h.weight`, or a field
    /// `h.weight` with a file that has `h.0.weight`, `h.1.weight` and so on.
    ///
    /// In the file it is the first axis, in the model that of the `*` of the field's layout, or the
    /// first. Entries of the list may be absent, as those of other stages of a pipeline are; the file has all.
    /// A name that the file has as it is, is read as it is.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [[f32; 2]; 2],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Listed { h: Vec<Linear> }
    ///
    /// #[derive(Initialize)]
    /// struct Layers {
    ///     #[init(normal, layout = "*oi")]
    ///     weight: [[[f32; 2]; 2]; 3],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Stacked { h: Layers }
    ///
    /// # let path = init_core::hidden::doc::file("stacked.safetensors");
    /// let layer = |value| Linear { weight: [[value; 2]; 2] };
    /// save(&Listed { h: [1.0, 2.0, 3.0].map(layer).into() }, &path)?;
    /// let mut stacked = Stacked { h: Layers { weight: [[[0.0; 2]; 2]; 3] } };
    /// Load::new().stacked("h").strict().run(&mut stacked, &path)?;
    /// assert_eq!(stacked.h.weight[2], [[3.0; 2]; 2]);
    ///
    /// save(&stacked, &path)?;
    /// let mut listed = Listed { h: [0.0; 3].map(layer).into() };
    /// Load::new().stacked("h").strict().run(&mut listed, &path)?;
    /// assert_eq!(listed.h[1].weight, [[2.0; 2]; 2]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn stacked(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.options.stacked.push(glob.into());
        self
    }

    /// Matches a weight that one side has whole with its parts, which the other has: they follow
    /// one another along the axis of the outputs, in this order. The names are the components of
    /// the path that differ, one or several joined by dots.
    ///
    /// A name that the file has as it is, is read as it is. The parts need not be of one length; where
    /// the field declares `split`, it is their number.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::Initialize;
    ///
    /// #[derive(Initialize)]
    /// struct Linear<const N: usize> {
    ///     #[init(normal)]
    ///     weight: [[f32; 2]; N],
    /// }
    ///
    /// #[derive(Initialize)]
    /// struct Separate { q: Linear<2>, k: Linear<1>, v: Linear<1> }
    ///
    /// #[derive(Initialize)]
    /// struct Fused { qkv: Linear<4> }
    ///
    /// # let path = init_core::hidden::doc::file("fused.safetensors");
    /// save(&Fused { qkv: Linear { weight: [[1.0; 2], [2.0; 2], [3.0; 2], [4.0; 2]] } }, &path)?;
    /// let mut separate = Separate {
    ///     q: Linear { weight: [[0.0; 2]; 2] },
    ///     k: Linear { weight: [[0.0; 2]] },
    ///     v: Linear { weight: [[0.0; 2]] },
    /// };
    /// Load::new().fused("qkv", ["q", "k", "v"]).strict().run(&mut separate, &path)?;
    /// assert_eq!(separate.q.weight, [[1.0; 2], [2.0; 2]]);
    /// assert_eq!(separate.v.weight, [[4.0; 2]]);
    ///
    /// save(&separate, &path)?;
    /// let mut fused = Fused { qkv: Linear { weight: [[0.0; 2]; 4] } };
    /// Load::new().fused("qkv", ["q", "k", "v"]).strict().run(&mut fused, &path)?;
    /// assert_eq!(fused.qkv.weight[2], [3.0; 2]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn fused<P: Into<Cow<'n, str>>>(
        mut self,
        whole: impl Into<Cow<'n, str>>,
        parts: impl IntoIterator<Item = P>,
    ) -> Self {
        self.options.fused.push(Fused {
            whole: whole.into(),
            parts: parts.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Lets the tensors whose path matches `glob` be longer than in the file along any of their
    /// axes: the file's values are the first, and the others are those that `reset` gives the whole
    /// tensor at the same indices. The rows of a vocabulary that has grown, or of positions.
    ///
    /// The hook of `reset` hears of these tensors alone, and its own selection has no influence.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::safetensors::{Load, save};
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Table<const N: usize> {
    ///     #[init(normal, std = 0.02)]
    ///     weight: [[f32; 2]; N],
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("grow.safetensors");
    /// save(&Table { weight: [[7.0; 2]; 3] }, &path)?;
    /// let mut table = Table { weight: [[0.0; 2]; 5] };
    /// Load::new().grow("weight", &Reset::seed(1)).run(&mut table, &path)?;
    ///
    /// let mut fresh = Table { weight: [[0.0; 2]; 5] };
    /// Reset::seed(1).run(&mut fresh)?;
    /// assert_eq!(table.weight[..3], [[7.0; 2]; 3]);
    /// assert_eq!(table.weight[3..], fresh.weight[3..]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn grow(mut self, glob: impl Into<Cow<'n, str>>, reset: &'n Reset<'n, Key>) -> Self {
        self.options.grown.push((glob.into(), reset));
        self
    }

    /// Lets the file have none of the tensors, which is an error otherwise: it is most often
    /// another model's file, or one with other names.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// # use init_core::safetensors::{Load, save};
    /// # use init_core::Initialize;
    /// # #[derive(Initialize)]
    /// # struct Old { #[init(ones)] gamma: [f32; 4] }
    /// # #[derive(Initialize)]
    /// # struct New { #[init(ones)] scale: [f32; 4] }
    /// # let path = init_core::hidden::doc::file("none.safetensors");
    /// # save(&Old { gamma: [2.0; 4] }, &path)?;
    /// # let mut new = New { scale: [1.0; 4] };
    /// assert!(Load::new().run(&mut new, &path).is_err());
    /// let loaded = Load::new().allow_none().run(&mut new, &path)?;
    /// assert_eq!(loaded.missing(), ["scale"]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn allow_none(mut self) -> Self {
        self.options.allow_none = true;
        self
    }
}
