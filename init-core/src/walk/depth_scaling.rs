//! Values that shrink with the depth of a residual network.

use super::Layer;
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;

/// The number that the values of a residual branch's last weight are divided by, with `layer` of the
/// nearest list around it: each of the two branches of a block adds its variance to the sum.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Block {
///     #[init(normal, std = 0.02, depth_scaling = "count")]
///     c_proj: [[f32; 8]; 8],
/// }
///
/// #[derive(Initialize)]
/// struct Net { blocks: Vec<Block> }
///
/// let block = || Block { c_proj: [[0.0; 8]; 8] };
/// let plan = Net { blocks: vec![block(), block()] }.plan()?;
/// assert_eq!(plan.get("blocks.1.c_proj").unwrap().law().std(), Some(0.01));
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DepthScaling {
    /// √(2 · layer.count), the same in every layer: GPT-2, Megatron-LM.
    Count,
    /// √(2 · (layer.index + 1)), larger in every layer: OLMo's `llama_depth`, torchtitan's Llama 3.
    Index,
}

impl DepthScaling {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Index => "index",
        }
    }

    /// The number that all values of a parameter in `layer` are divided by.
    pub(crate) fn divisor(self, layer: Option<&Layer>) -> Result<f64, Problem> {
        let Some(layer) = layer else {
            return Err(Problem::new(
                ErrorKind::Layer,
                "`depth_scaling` counts the layers of a list, but this parameter is in none",
            )
            .help("put the module into a `Vec`, an array or a map, or leave `depth_scaling` out"));
        };
        let layers = match self {
            Self::Count => layer.count,
            Self::Index => layer.index + 1,
        };
        Ok(sqrt64(2.0 * layers as f64))
    }
}
