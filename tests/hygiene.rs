//! A crate without the prelude, in which the names of the prelude have other meanings: the
//! generated code uses no name that the user could hide.

#![no_implicit_prelude]
#![allow(dead_code, unused_imports, unused_macros)]

use ::core::prelude::v1::{derive, test};
use ::init_core::Initialize as Derived;

/// Names of the prelude and of crates, each a type of the user's.
mod shadows {
    #![allow(non_camel_case_types)]

    pub(crate) struct Result;
    pub(crate) struct Ok;
    pub(crate) struct Err;
    pub(crate) struct Option;
    pub(crate) struct Some;
    pub(crate) struct None;
    pub(crate) struct Box;
    pub(crate) struct Vec;
    pub(crate) struct String;
    pub(crate) struct Clone;
    pub(crate) struct Default;
    pub(crate) struct Iterator;
    pub(crate) struct Into;
    pub(crate) struct Initialize;
    pub(crate) struct Parameters;
    pub(crate) struct Visitor;
    pub(crate) struct usize;
    pub(crate) struct bool;
    pub(crate) struct str;
}
use shadows::{
    Box, Clone, Default, Err, Initialize, Into, Iterator, None, Ok, Option, Parameters, Result,
    Some, String, Vec, Visitor, bool, str, usize,
};

/// Crates that the generated code could mean.
mod core {}
mod std {}
mod alloc {}
mod init_core {}

/// Macros that the generated code could call.
macro_rules! shadow {
    ($($name:ident)*) => {$(
        macro_rules! $name {
            ($d:tt) => {
                ::core::compile_error! { "a macro of the prelude was called" }
            };
        }
    )*};
}
shadow!(vec panic assert matches concat stringify unreachable todo write format);

#[derive(Derived)]
#[init(at = "heads.*.weight", module = "Head", rank = 1, normal, std = self.value)]
#[init(at = "heads.1.bias", constant = (layer.index + layer.count) as f64)]
struct Linear<'a, T, const N: ::core::primitive::usize> {
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", layout = "io")]
    weight: [[f32; 3]; N],
    #[init(constant = self.value, shape = self.bias.len(), name = "b", stream = "bias")]
    bias: &'a mut [f32],
    #[init(zeros, buffer)]
    shift: ::core::option::Option<T>,
    #[init(truncated_normal, std = 0.5, absolute, low = -1.0, high = 1.0)]
    truncated: [f64; 4],
    #[init(variance_scaling, distribution = "uniform", mode = "fan_avg")]
    scaled: [[f32; 2]; 2],
    #[init(with = |index: &[::core::primitive::usize], _: &mut ::init_core::Stream| index[0] as f64)]
    ramp: [f64; 3],
    #[init(at = "*.weight", zeros)]
    heads: [Head; 2],
    #[init(parameter)]
    #[init(at = "**", ones)]
    by_rule: [f32; 1],
    #[init(skip)]
    value: f64,
    #[init(skip)]
    tag: Option,
}

#[derive(Derived)]
enum Head {
    Dense {
        #[init(normal, std = *std)]
        weight: [f32; 4],
        #[init(constant = layer.index as f64)]
        bias: [f32; 1],
        #[init(skip)]
        std: f64,
    },
    None,
}

#[derive(Derived)]
enum Never {}

#[derive(Derived)]
#[init(bound = "T: ::init_core::Initialize")]
struct Tuple<T>(T, #[init(skip)] Result);

#[test]
fn the_generated_code_needs_no_prelude() {
    use ::init_core::Initialize as _;

    let mut memory = [0.0; 2];
    let dense = Head::Dense {
        weight: [0.0; 4],
        bias: [0.0],
        std: 0.5,
    };
    let mut model = Tuple(
        Linear {
            weight: [[0.0; 3]; 2],
            bias: &mut memory,
            shift: ::core::option::Option::Some([1.0_f32; 2]),
            truncated: [9.0; 4],
            scaled: [[9.0; 2]; 2],
            ramp: [0.0; 3],
            heads: [Head::None, dense],
            by_rule: [9.0],
            value: 4.0,
            tag: Option,
        },
        Result,
    );
    ::core::assert_eq!(model.plan().unwrap().entries().len(), 9);
    ::init_core::Reset::seed(1).run(&mut model).unwrap();
    ::core::assert_eq!(model.0.ramp, [0.0, 1.0, 2.0]);
    ::core::assert!(::core::matches!(
        model.0.heads[1],
        Head::Dense { bias: [3.0], .. }
    ));
    ::core::assert_eq!(model.0.by_rule, [1.0]);
    ::core::assert_eq!(memory, [4.0; 2]);
}
