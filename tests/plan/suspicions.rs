//! Warnings: the subject of each, and cases that only look like it.

use init_core::initializer::{
    kaiming_normal, kaiming_uniform, lecun_normal, normal, ones, orthogonal, truncated_normal,
    uniform, xavier_uniform, zeros,
};
use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{ErrorKind, FanMode, Initialize, Initializer};

use crate::model::{Model, Planned, Row, plan};

/// The warnings about a module: kind, path, message, help.
fn warnings(
    name: &'static str,
    parameters: &[Row<'_>],
) -> Vec<(ErrorKind, String, String, String)> {
    let plan = plan(name, parameters);
    let said = plan.warnings().iter().map(|warning| {
        (
            warning.kind(),
            warning.path().unwrap_or_default().to_owned(),
            warning.message().to_owned(),
            warning.help_text().unwrap_or_default().to_owned(),
        )
    });
    said.collect()
}

/// Whether there is one warning, about `path`, of this kind and with these words in message and
/// help.
fn warns(name: &'static str, parameters: &[Row<'_>], (kind, words): (ErrorKind, [&str; 2])) {
    let found = warnings(name, parameters);
    let [(found_kind, path, message, help)] = &found[..] else {
        panic!("{}: {found:?}", parameters[0].0);
    };
    assert_eq!(*found_kind, kind, "{found:?}");
    assert_eq!(path, parameters[0].0);
    assert!(
        message.contains(words[0]) && help.contains(words[1]),
        "{found:?}"
    );
}

fn is_quiet(name: &'static str, parameters: &[Row<'_>]) {
    assert_eq!(warnings(name, parameters), [], "{}", parameters[0].0);
}

#[test]
fn fused_weights() {
    let xavier = xavier_uniform();
    let fan_in = kaiming_normal();
    let fan_out = kaiming_normal().mode(FanMode::FanOut);
    let plain = normal();
    let declared = Declared::new(&xavier);
    let said = |split| (ErrorKind::Guessed, ["fused along the output axis", split]);
    for (path, shape, split) in [
        ("attn.qkv.weight", [192, 64], "`split = 3`"),
        ("attn.to_kv.weight", [128, 64], "`split = 2`"),
        ("mlp.gate_up_proj.weight", [512, 64], "`split = 2`"),
        // Stored as GPT-2 stores it.
        (
            "attn.c_attn.weight",
            [64, 192],
            "`layout = \"io\", split = 3`",
        ),
    ] {
        warns("Attention", &[(path, &shape, &declared)], said(split));
    }
    warns(
        "Linear",
        &[("qkv.weight", &[192, 64], &Declared::new(&fan_out))],
        said("`split = 3`"),
    );

    for (path, shape, declared) in [
        ("qkv.weight", [192, 64], Declared::new(&xavier).split(3)),
        ("qkv.weight", [192, 64], Declared::new(&xavier).fan_out(64)),
        // The fan out is not asked for.
        ("qkv.weight", [192, 64], Declared::new(&fan_in)),
        ("qkv.weight", [192, 64], Declared::new(&plain)),
        // Grouped queries: no three equal parts.
        ("qkv.weight", [80, 64], Declared::new(&xavier)),
        ("aggregates.weight", [256, 64], Declared::new(&xavier)),
        // PyTorch and Keras count the fans of all parts. An LSTM; attention or a state-space model.
        ("lstm.weight_hh_l0", [256, 64], Declared::new(&xavier)),
        ("attn.in_proj_weight", [192, 64], Declared::new(&xavier)),
        // The router of a mixture of experts, or the gates of an LSTM.
        ("mlp.gates.weight", [8, 64], Declared::new(&xavier)),
    ] {
        is_quiet("Layer", &[(path, &shape, &declared)]);
    }
}

#[test]
fn transposed_convolutions() {
    let kaiming = kaiming_normal();
    let plain = normal();
    let said = (ErrorKind::Guessed, ["stored first", "layout = \"iohw\""]);
    let shape = &[64, 32, 4, 4];
    warns(
        "ConvTranspose2d",
        &[("up.weight", shape, &Declared::new(&kaiming))],
        said,
    );
    warns(
        "Conv",
        &[("deconv1.weight", shape, &Declared::new(&kaiming))],
        said,
    );
    for (shape, declared) in [
        (&[64, 32, 4, 4][..], Declared::new(&kaiming).layout("iohw")),
        (&[4, 4, 32, 64], Declared::new(&kaiming).layout("hwoi")),
        (
            &[64, 32, 4, 4],
            Declared::new(&kaiming).fan_in(32).fan_out(64),
        ),
        (&[64, 32, 4, 4], Declared::new(&plain)),
        // Either way the fans are the same.
        (&[64, 64, 4, 4], Declared::new(&kaiming)),
        (&[64, 32], Declared::new(&kaiming)),
    ] {
        is_quiet("ConvTranspose2d", &[("up.weight", shape, &declared)]);
    }
}

#[test]
fn embeddings() {
    let xavier = xavier_uniform();
    let kaiming = kaiming_uniform();
    let said = (ErrorKind::Guessed, ["vocabulary", "write `embedding`"]);
    let shape = &[1000, 64];
    warns(
        "Embedding",
        &[("wte.weight", shape, &Declared::new(&xavier))],
        said,
    );
    let inputs_first = Declared::new(&kaiming).layout("io");
    warns("Embed", &[("table", shape, &inputs_first)], said);
    for (module, declared) in [
        // 1/√64: the fan in is the length of a row.
        ("Embedding", Declared::new(&kaiming)),
        ("Embedding", Declared::new(&xavier).fan_in(1).fan_out(64)),
        ("PatchEmbed", Declared::new(&xavier)),
        ("TimestepEmbedder", Declared::new(&xavier)),
        ("Linear", Declared::new(&xavier)),
    ] {
        is_quiet(module, &[("w.weight", shape, &declared)]);
    }
}

#[test]
fn bounds_that_cut_nothing() {
    let cut = |std: f64, low: f64, high: f64| truncated_normal().std(std).low(low).high(high);
    let said = (
        ErrorKind::Suspicious,
        ["cut nothing", "leave `absolute` out"],
    );
    for law in [
        cut(0.02, -2.0, 2.0).absolute(),
        cut(1.0, f64::NEG_INFINITY, 11.0),
        cut(0.1, 0.0, 4.0).mean(2).absolute(),
    ] {
        warns("Linear", &[("weight", &[4], &Declared::new(&law))], said);
    }
    for law in [
        cut(0.02, -0.04, 0.04).absolute(),
        cut(0.02, -2.0, 2.0),
        cut(1.0, -9.0, 11.0),
        cut(1.0, 0.0, f64::INFINITY),
        // Far away on one side, they cut nearly all.
        cut(1.0, 20.0, 30.0),
        cut(1.0, -30.0, -20.0),
    ] {
        is_quiet("Linear", &[("weight", &[4], &Declared::new(&law))]);
    }
}

#[test]
fn weights_that_are_all_zero() {
    let zeros = zeros();
    let plain = normal();
    let ones = ones();
    let said = (
        ErrorKind::Suspicious,
        ["every value of this weight is 0", ""],
    );
    warns(
        "Linear",
        &[("fc.weight", &[8, 4], &Declared::new(&zeros))],
        said,
    );
    warns(
        "Conv",
        &[("kernel", &[8, 4, 3, 3], &Declared::new(&zeros))],
        said,
    );
    for (path, shape, declared) in [
        ("fc.weight", &[8, 4][..], Declared::new(&plain)),
        ("fc.weight", &[8, 4], Declared::new(&ones)),
        ("fc.weight", &[8, 0], Declared::new(&zeros)),
        ("norm.running", &[8, 4], Declared::new(&zeros).buffer()),
        ("fc.weight", &[8], Declared::new(&zeros)),
        ("fc.weight", &[1, 8, 1, 1], Declared::new(&zeros)),
        // They are added, not multiplied.
        ("vit.pos_embed", &[197, 768], Declared::new(&zeros)),
        (
            "attn.relative_position_bias_table",
            &[169, 3],
            Declared::new(&zeros),
        ),
        ("vit.register_tokens", &[4, 768], Declared::new(&zeros)),
    ] {
        is_quiet("Layer", &[(path, shape, &declared)]);
    }
}

/// A linear layer of 64 inputs.
fn linear<'m>(weight: &'m Declared<'m>, bias: &'m Declared<'m>) -> [Row<'m>; 2] {
    [("fc.weight", &[8, 64], weight), ("fc.bias", &[8], bias)]
}

#[test]
fn a_bias_like_its_weight() {
    let plain = normal();
    let kaiming = kaiming_uniform();
    let narrow = uniform().low(-0.1).high(0.1);
    // ±1/√64, PyTorch's default.
    let torch = uniform().low(-0.125).high(0.125);
    let zeros = zeros();
    let said = (
        ErrorKind::Suspicious,
        ["its bias has the same initializer", "`zeros`"],
    );
    for law in [&plain as &dyn Initializer, &narrow] {
        warns(
            "Linear",
            &linear(&Declared::new(law), &Declared::new(law)),
            said,
        );
    }
    for (weight, bias) in [
        (Declared::new(&plain), Declared::new(&zeros)),
        (Declared::new(&plain), Declared::new(&narrow)),
        (Declared::new(&torch), Declared::new(&torch)),
        (
            Declared::new(&kaiming),
            Declared::new(&kaiming).fan_in(64).fan_out(8),
        ),
    ] {
        is_quiet("Linear", &linear(&weight, &bias));
    }
    // Another layer's bias.
    let other = [
        ("a.weight", &[8, 4][..], &Declared::new(&plain)),
        ("b.bias", &[8], &Declared::new(&plain)),
    ];
    is_quiet("Linear", &other);
}

/// The warning about 1,000 values of a type, if there is one.
fn of_type(dtype: DType, law: &dyn Initializer) -> Option<String> {
    let declared = Declared::new(law);
    let tensor = Planned {
        path: "weight".into(),
        stream: None,
        shape: vec![1000],
        dtype,
        declared: &declared,
    };
    let model = Model {
        module: "Net",
        parameters: vec![tensor],
    };
    let plan = model.plan().unwrap_or_else(|error| panic!("{error}"));
    plan.warnings().first().map(ToString::to_string)
}

#[test]
fn a_fan_that_the_law_does_not_take() {
    let (fan_in, lecun) = (kaiming_normal(), lecun_normal());
    let fan_out = kaiming_normal().mode(FanMode::FanOut);
    let xavier = xavier_uniform();
    let said = |message, help| (ErrorKind::Suspicious, [message, help]);
    let is_given = |law: &dyn Initializer, given: &str, expected: (ErrorKind, [&str; 2])| {
        let declared = match given {
            "fan_in" => Declared::new(law).fan_in(9),
            _ => Declared::new(law).fan_out(9),
        };
        warns("Linear", &[("weight", &[3, 5], &declared)], expected);
    };
    let out = "`fan_out` is given, but the law takes `fan_in`";
    let mode = "write `mode = \"fan_out\"`, or leave `fan_out` out";
    is_given(&fan_in, "fan_out", said(out, mode));
    is_given(&lecun, "fan_out", said(out, "leave `fan_out` out"));
    let into = "`fan_in` is given, but the law takes `fan_out`";
    let mode = "write `mode = \"fan_in\"`, or leave `fan_in` out";
    is_given(&fan_out, "fan_in", said(into, mode));
    for quiet in [
        Declared::new(&fan_in).fan_in(9),
        Declared::new(&fan_out).fan_out(9),
        Declared::new(&xavier).fan_out(9),
        // Facts of the tensor, whichever a law takes.
        Declared::new(&fan_in).fan_in(9).fan_out(9),
    ] {
        is_quiet("Linear", &[("weight", &[3, 5], &quiet)]);
    }
}

/// Each gate of an LSTM is to be orthogonal by itself.
#[test]
fn one_orthogonal_matrix_of_several_parts() {
    let (whole, each) = (orthogonal(), orthogonal().per_part());
    let declared = Declared::new(&whole).split(4);
    let said = ["no part of it is orthogonal", "write `per_part`"];
    let row: Row<'_> = ("rnn.weight_hh", &[16, 4], &declared);
    warns("Lstm", &[row], (ErrorKind::Suspicious, said));
    for quiet in [
        Declared::new(&whole),
        Declared::new(&each).split(4),
        Declared::new(&whole).split(1),
    ] {
        is_quiet("Lstm", &[("rnn.weight_hh", &[16, 4], &quiet)]);
    }
}

/// The steps of f16 near 0 are 2^-24 = 6e-8 wide, those of bf16 near 1 2^-8 below and 2^-7 above it,
/// those of f32 near 10^9 64.
#[test]
fn random_values_that_are_one_once_they_are_stored() {
    let said = |dtype: &str, value: &str| {
        Some(format!(
            "`weight`: its values are random, but as {dtype} nearly all of them are `{value}`\n  \
             help: spread them further, use a wider type, or write `constant = …`"
        ))
    };
    let normal = |mean: f64, std: f64| normal().mean(mean).std(std);
    let uniform = |low: f64, high: f64| uniform().low(low).high(high);
    let cut = |std: f64| truncated_normal().std(std);
    assert_eq!(of_type(DType::F16, &normal(0.0, 1e-9)), said("f16", "0"));
    assert_eq!(of_type(DType::F16, &normal(0.0, 1e-7)), None);
    assert_eq!(of_type(DType::F32, &normal(0.0, 1e-9)), None);
    assert_eq!(
        of_type(DType::F32, &normal(1e9, 1.0)),
        said("f32", "1000000000")
    );
    assert_eq!(of_type(DType::F32, &normal(1e9, 20.0)), None);
    assert_eq!(of_type(DType::F64, &normal(1e9, 1.0)), None);
    assert_eq!(of_type(DType::Bf16, &normal(1.0, 1e-4)), said("bf16", "1"));
    assert_eq!(
        of_type(DType::F8E4M3, &normal(0.0, 1e-4)),
        said("f8e4m3", "0")
    );
    assert_eq!(of_type(DType::F8E4M3, &normal(0.0, 1e-3)), None);
    // A uniform law never gives its upper bound, into which some of its values would round.
    assert_eq!(of_type(DType::F16, &uniform(0.0, 5e-8)), said("f16", "0"));
    assert_eq!(of_type(DType::F16, &uniform(0.0, 7e-8)), None);
    assert_eq!(of_type(DType::F16, &uniform(-1e-8, 1e-8)), said("f16", "0"));
    assert_eq!(of_type(DType::F16, &cut(1e-9)), said("f16", "0"));
    assert_eq!(of_type(DType::F16, &cut(1e-7)), None);
    // A tail, of which no value is a usual one.
    let tail = truncated_normal().low(5).high(f64::INFINITY);
    assert_eq!(of_type(DType::F16, &tail), None);
    // What is meant to be one value is no surprise.
    assert_eq!(of_type(DType::F16, &normal(0.5, 0.0)), None);
}
