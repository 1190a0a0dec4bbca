//! `crate = …`: the path of init-core.

use init_core as library;
use init_core::Initialize;

use super::planned;

/// A re-export, as a library on top of init-core has it.
pub(crate) mod private {
    pub(crate) use init_core as core;
}

#[derive(Initialize)]
#[init(crate = ::init_core)]
struct Absolute {
    #[init(kaiming_normal, mode = "fan_out")]
    weight: [[f32; 2]; 2],
    inner: Option<Box<Absolute>>,
}

#[derive(library::Initialize)]
#[init(crate = crate::crate_path::private::core)]
struct InThisCrate {
    #[init(variance_scaling, distribution = "uniform", mode = "fan_avg")]
    weight: [[f32; 2]; 2],
    #[init(ones, shape = 2)]
    bias: Vec<f32>,
}

#[derive(Initialize)]
#[init(crate = crate::crate_path::private::core, bound = "T: Initialize")]
enum WithBound<T> {
    Module(T),
    Tensor(#[init(ones)] [f32; 2]),
}

#[derive(private::core::Initialize)]
#[init(crate = crate::crate_path::private::core)]
#[init(bound = "")]
struct SeveralAttributes(#[init(ones)] [f32; 2]);

#[test]
fn a_crate_path_is_absolute_or_of_this_crate() {
    let absolute = Absolute {
        weight: [[0.0; 2]; 2],
        inner: None,
    };
    assert_eq!(
        planned(&absolute),
        ["weight [2, 2] kaiming_normal, mode = \"fan_out\""]
    );
    let model = InThisCrate {
        weight: [[0.0; 2]; 2],
        bias: vec![0.0; 2],
    };
    assert_eq!(planned(&model)[1], "bias [2] ones");
    assert_eq!(planned(&WithBound::Module(absolute)).len(), 1);
    assert_eq!(planned(&WithBound::<()>::Tensor([0.0; 2])), ["0 [2] ones"]);
    assert_eq!(planned(&SeveralAttributes([0.0; 2])), ["0 [2] ones"]);
}
