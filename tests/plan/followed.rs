//! Every help of the plan can be followed where it is printed: what it names is written into the
//! rule, and the plan has nothing more to say.

use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{Reset, Rules};

use crate::model::{Model, Planned};

/// The type of the module, the path and the shape of a parameter.
type Tensor = (&'static str, &'static str, &'static [usize]);

const WEIGHT: Tensor = ("Linear", "fc.weight", &[6, 4]);
const BIAS: Tensor = ("Linear", "fc.bias", &[6]);
const QKV: Tensor = ("Attention", "attn.qkv.weight", &[12, 4]);
const UP: Tensor = ("ConvTranspose2d", "up.weight", &[8, 4, 3, 3]);
const TABLE: Tensor = ("Embedding", "wte.weight", &[100, 4]);

/// A rule for a tensor, what the help about it names, and the rule that is written then.
const CASES: &[(Tensor, &str, &str, &str)] = &[
    (
        BIAS,
        "initializer = 'kaiming_normal'",
        "zeros",
        "initializer = 'zeros'",
    ),
    (
        BIAS,
        "initializer = 'kaiming_normal'",
        "constant = …",
        "constant = 0.5",
    ),
    (
        BIAS,
        "initializer = 'kaiming_normal'",
        "uniform",
        "initializer = 'uniform'",
    ),
    (
        BIAS,
        "initializer = 'kaiming_normal'",
        "normal",
        "initializer = 'normal'",
    ),
    (
        BIAS,
        "initializer = 'kaiming_normal'",
        "fan_in = …",
        "initializer = 'kaiming_normal'\nfan_in = 4\nfan_out = 6",
    ),
    (
        BIAS,
        "initializer = 'orthogonal'",
        "zeros",
        "initializer = 'zeros'",
    ),
    (
        BIAS,
        "groups = 2",
        "zeros",
        "groups = 2\ninitializer = 'zeros'",
    ),
    (
        WEIGHT,
        "initializer = 'kaiming_normal'\nfan_out = 9",
        "mode = \"fan_out\"",
        "initializer = 'kaiming_normal'\nfan_out = 9\nmode = \"fan_out\"",
    ),
    (
        WEIGHT,
        "initializer = 'lecun_normal'\nfan_out = 9",
        "leave `fan_out` out",
        "initializer = 'lecun_normal'",
    ),
    (
        WEIGHT,
        "initializer = 'orthogonal'\nsplit = 2",
        "per_part",
        "initializer = 'orthogonal'\nsplit = 2\nper_part = true",
    ),
    (
        WEIGHT,
        "initializer = 'orthogonal'\nsplit = 2",
        "leave `split` out",
        "initializer = 'orthogonal'",
    ),
    (
        WEIGHT,
        "initializer = 'xavier_normal'\nsplit = 4",
        "a `split` that divides 6",
        "initializer = 'xavier_normal'\nsplit = 3",
    ),
    (
        WEIGHT,
        "initializer = 'xavier_normal'\ngroups = 5",
        "a `groups` that divides 6",
        "initializer = 'xavier_normal'\ngroups = 2",
    ),
    (
        WEIGHT,
        "initializer = 'xavier_normal'\nlayout = 'oihw'",
        "one letter for each axis",
        "initializer = 'xavier_normal'\nlayout = 'oi'",
    ),
    (
        WEIGHT,
        "initializer = 'truncated_normal'\nstd = 0.02\nlow = -2\nhigh = 2\nabsolute = true",
        "leave `absolute` out",
        "initializer = 'truncated_normal'\nstd = 0.02\nlow = -2\nhigh = 2",
    ),
    (
        WEIGHT,
        "initializer = 'truncated_normal'\nstd = 0.02\nlow = -2\nhigh = 2\nabsolute = true",
        "or write `normal`",
        "initializer = 'normal'\nstd = 0.02",
    ),
    (
        QKV,
        "initializer = 'xavier_uniform'",
        "split = 3",
        "initializer = 'xavier_uniform'\nsplit = 3",
    ),
    (
        QKV,
        "initializer = 'xavier_uniform'",
        "split = 1",
        "initializer = 'xavier_uniform'\nsplit = 1",
    ),
    (
        UP,
        "initializer = 'kaiming_normal'",
        "layout = \"iohw\"",
        "initializer = 'kaiming_normal'\nlayout = \"iohw\"",
    ),
    (
        TABLE,
        "initializer = 'kaiming_normal'\nmode = 'fan_out'",
        "`normal` with a `std`",
        "initializer = 'normal'\nstd = 0.02",
    ),
    (
        TABLE,
        "initializer = 'kaiming_normal'\nmode = 'fan_out'",
        "`embedding`",
        "initializer = 'kaiming_normal'\nmode = 'fan_out'\nembedding = true",
    ),
    (
        WEIGHT,
        "initializer = 'normal'\ndepth_scaling = 'count'",
        "leave `depth_scaling` out",
        "initializer = 'normal'",
    ),
    (
        WEIGHT,
        "initializer = 'variance_scaling'\ndistribution = 'uniform'\nlow = -3.0",
        "remove them",
        "initializer = 'variance_scaling'\ndistribution = 'uniform'",
    ),
    (
        WEIGHT,
        "initializer = 'variance_scaling'\ndistribution = 'uniform'\nlow = -3.0",
        "distribution = \"truncated_normal\"",
        "initializer = 'variance_scaling'\ndistribution = \"truncated_normal\"\nlow = -3.0",
    ),
];

/// The help of everything that a plan says of a tensor with a rule.
fn helps((module, path, shape): Tensor, rule: &str) -> Vec<String> {
    let text = format!("[[rules]]\nat = '**'\n{rule}\n");
    let rules = Rules::from_toml(&text).unwrap_or_else(|error| panic!("{error}"));
    let declared = Declared::parameter();
    let tensor = Planned {
        path: path.to_owned(),
        stream: None,
        shape: shape.to_vec(),
        dtype: DType::F32,
        declared: &declared,
    };
    let model = Model {
        module,
        parameters: vec![tensor],
    };
    let problems = match Reset::seed(1).rules(&rules).dry_run(&model) {
        Ok(plan) => plan.warnings().to_vec(),
        Err(error) => error.problems().to_vec(),
    };
    let helps = problems.iter().map(|problem| problem.help_text());
    helps
        .map(|help| help.unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_help_can_be_followed() {
    for &(tensor, before, named, after) in CASES {
        let said = helps(tensor, before);
        let [help] = &said[..] else {
            panic!("{before}: {said:?}");
        };
        assert!(help.contains(named), "{before}: {help}");
        assert_eq!(helps(tensor, after), [""; 0], "{after}");
    }
}
