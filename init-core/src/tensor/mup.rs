//! The maximal update parametrization: how a law changes with the width of a model.

/// The role of a weight in the maximal update parametrization (muP), by which of its fans grow with the
/// width.
///
/// The initializer is asked for the law at the base width, with `base_fan_in` and `base_fan_out` in place
/// of the fans that grow, which all widths thus share. A hidden weight is divided by √(fan_in /
/// base_fan_in). These are the laws of microsoft's `mup` package, whose output layer multiplies by
/// base_fan_in / fan_in in the forward pass.
///
/// G. Yang and others, "Tensor Programs V: Tuning Large Neural Networks via Zero-Shot Hyperparameter
/// Transfer", 2022.
///
/// ```
/// use init_core::Initialize;
///
/// /// A model four times as wide as the one that was tuned, whose width is 64.
/// #[derive(Initialize)]
/// struct Net {
///     #[init(kaiming_normal, mup = "input", base_fan_out = 64)]
///     input: [[f32; 32]; 256],
///     #[init(kaiming_normal, mup = "hidden", base_fan_in = 64, base_fan_out = 64)]
///     hidden: [[f32; 256]; 256],
///     #[init(normal, std = 0.125, mup = "output", base_fan_in = 64)]
///     output: [[f32; 256]; 10],
/// }
///
/// let net = Net { input: [[0.0; 32]; 256], hidden: [[0.0; 256]; 256], output: [[0.0; 256]; 10] };
/// let plan = net.plan()?;
/// let std = |path: &str| plan.get(path).unwrap().law().std().unwrap();
/// assert_eq!(std("input"), 0.25); // √(2 / 32)
/// assert_eq!(std("hidden"), (2.0_f64.sqrt() / 8.0) / 2.0); // √(2 / 64) / √4
/// assert_eq!(std("output"), 0.125);
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MupRole {
    /// Its fan out grows: an embedding, the first layer, a bias or a norm.
    Input,
    /// Both fans grow.
    Hidden,
    /// Its fan in grows: the last layer.
    Output,
}

impl MupRole {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Hidden => "hidden",
            Self::Output => "output",
        }
    }
}
