//! A crate that denies every lint that can be denied: the generated code triggers none, neither of
//! the compiler nor of clippy.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    unused_import_braces,
    single_use_lifetimes,
    redundant_lifetimes,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unit_bindings,
    let_underscore_drop,
    meta_variable_misuse,
    non_ascii_idents,
    variant_size_differences,
    future_incompatible,
    nonstandard_style,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]
#![forbid(unsafe_code, unused_mut, unused_imports)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    clippy::absolute_paths,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::let_underscore_untyped,
    clippy::missing_inline_in_public_items,
    clippy::missing_trait_methods,
    clippy::panic,
    clippy::pattern_type_mismatch,
    clippy::same_name_method,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::unreachable,
    clippy::unwrap_used,
    clippy::use_debug
)]
// Clippy takes two rules with the same word for a mistake.
#![allow(
    clippy::duplicated_attributes,
    reason = "several rules of one struct may say the same word"
)]

use init_core::Initialize;

/// A struct with attributes of every kind.
#[derive(Debug, Initialize)]
#[init(at = "heads.*.weight", module = "Head", rank = 1, normal, std = self.value)]
#[init(at = "heads.*.bias", constant = f64::from(layer_count(layer.index)))]
pub struct Linear<'a, T, const N: usize> {
    /// The weight.
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", layout = "io")]
    pub weight: [[f32; 3]; N],
    /// The bias, as flat storage.
    #[init(constant = self.value, shape = self.bias.len(), name = "b", stream = "bias")]
    pub bias: &'a mut [f32],
    /// A tensor of any type.
    #[init(zeros, buffer)]
    pub shift: Option<T>,
    /// Asserted while compiling, once for all types.
    #[init(normal, mean = const { 0.5_f32 }, std = const { 0.25 })]
    pub noise: [f32; 2],
    /// The next.
    #[init(at = "*.bias", zeros)]
    #[init(at = "*.weight", uniform, low = const { -1.0_f32 })]
    pub heads: Vec<Head>,
    /// One more, inside a pointer.
    #[init(at = "weight", constant = self.value)]
    pub head: Option<Box<Head>>,
    /// What only rules initialize.
    #[init(parameter)]
    #[init(at = "**", ones)]
    pub gain: [f32; 1],
    /// The value of the bias.
    #[init(skip)]
    pub value: f64,
}

/// An enum with attributes of every kind.
#[derive(Debug, Initialize)]
#[init(at = "**", rank = 3, kaiming_uniform)]
#[init(at = "inner.private.tensor", zeros)]
pub enum Head {
    /// Two tensors.
    Dense {
        /// The weight.
        #[init(normal, std = *std)]
        weight: Box<[f32; 4]>,
        /// The bias, by the place in the list.
        #[init(constant = f64::from(u32::try_from(layer.index).unwrap_or(0)))]
        bias: Box<[f32; 1]>,
        /// The standard deviation.
        #[init(skip)]
        std: f64,
    },
    /// One.
    Scale(#[init(ones)] Box<[f32; 1]>),
    /// A module, with a rule that reads its neighbours.
    Nested {
        /// The module.
        #[init(at = "private.tensor", constant = *value)]
        inner: Box<Public<[[[f32; 1]; 1]; 1]>>,
        /// What its tensor is initialized to.
        #[init(skip)]
        value: f64,
    },
    /// Nothing.
    None,
}

/// A struct that is private in its own way.
#[derive(Debug, Initialize)]
pub struct Public<T> {
    private: Private<T>,
    #[init(constant = f64::from(layer_count(layer.count)))]
    count: [f32; 1],
}

#[derive(Debug, Initialize)]
#[init(crate = ::init_core, bound = "T: init_core::walk::Parameters")]
struct Private<T> {
    #[init(ones)]
    tensor: T,
}

fn layer_count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A unit struct.
#[derive(Debug, Clone, Copy, Initialize)]
pub struct Unit;

/// An enum without variants.
#[derive(Debug, Clone, Copy, Initialize)]
pub enum Never {}

/// The bits of the value that a head was given.
fn written(head: &Head) -> u32 {
    match *head {
        Head::Dense { ref bias, .. } => bias.first(),
        Head::Scale(ref scale) => scale.first(),
        Head::Nested { ref inner, .. } => {
            inner.private.tensor.as_flattened().as_flattened().first()
        }
        Head::None => None,
    }
    .map_or(0, |value| value.to_bits())
}

#[test]
fn the_generated_code_is_clean_and_works() -> Result<(), init_core::Error> {
    let mut memory = [0.0; 2];
    let dense = Head::Dense {
        weight: Box::new([0.0; 4]),
        bias: Box::new([9.0]),
        std: 0.5,
    };
    let nested = Head::Nested {
        inner: Box::new(Public {
            private: Private {
                tensor: [[[9.0_f32]]],
            },
            count: [0.0],
        }),
        value: 0.5,
    };
    let mut model = Linear {
        weight: [[0.0; 3]; 2],
        bias: &mut memory,
        shift: Some([1.0_f32; 2]),
        noise: [0.0; 2],
        heads: vec![Head::None, dense, Head::Scale(Box::new([0.0])), nested],
        head: Some(Box::new(Head::None)),
        gain: [0.0],
        value: 4.0,
    };
    let plan = init_core::Reset::seed(1).run(&mut model)?;
    assert_eq!(plan.parameter_count(), 9);
    let written: Vec<u32> = model.heads.iter().map(written).collect();
    assert_eq!(written, [0.0_f32, 1.0, 1.0, 0.0].map(f32::to_bits));
    assert_eq!(memory.map(f32::to_bits), [4.0_f32.to_bits(); 2]);
    let public = Public {
        private: Private { tensor: [0.0_f32] },
        count: [0.0],
    };
    assert_eq!(vec![public].plan()?.entries().len(), 2);
    assert!(Unit.plan()?.entries().is_empty());
    Ok(())
}
