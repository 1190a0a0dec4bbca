//! Groups, fused weights, transposed layouts, stacks and explicit fans: the fans and a scheme of
//! each, computed by hand in the rows.

use init_core::initializer::Nonlinearity;
use init_core::initializer::{Distribution, StdOf, fan_uniform, variance_scaling};
use init_core::initializer::{kaiming_normal, normal, xavier_normal};
use init_core::tensor::DType;
use init_core::values::Law;
use init_core::walk::Declared;
use init_core::{ErrorKind, FanMode};

use crate::ghost::{entry, plan};
use crate::{assert_close, assert_normal};

/// One weight: shape, layout ("" for none), groups, split (0 for none), fan_in, fan_out.
type Row = (&'static [usize], &'static str, usize, usize, f64, f64);

fn check(rows: &[Row]) {
    for &(shape, layout, groups, split, fan_in, fan_out) in rows {
        let what = format!("{shape:?} \"{layout}\" groups {groups} split {split}");
        let xavier = xavier_normal();
        let relu = kaiming_normal()
            .mode(FanMode::FanOut)
            .nonlinearity(Nonlinearity::Relu);
        let set = |mut declared: Declared<'static>| {
            if !layout.is_empty() {
                declared = declared.layout(layout);
            }
            if groups > 0 {
                declared = declared.groups(groups);
            }
            if split > 0 {
                declared = declared.split(split);
            }
            declared
        };
        let xavier = entry(shape, &set(Declared::new(Box::leak(Box::new(xavier)))));
        let fans = xavier.fans().unwrap();
        assert_eq!((fans.fan_in, fans.fan_out), (fan_in, fan_out), "{what}");
        assert_normal(*xavier.law(), (2.0 / (fan_in + fan_out)).sqrt(), &what);
        let relu = entry(shape, &set(Declared::new(Box::leak(Box::new(relu)))));
        assert_normal(*relu.law(), (2.0 / fan_out).sqrt(), &what);
    }
}

/// A convolution in `groups` parts stores [out, in / groups, k, k]: the second axis is what a
/// unit sees, and an input feeds out / groups units.
#[test]
fn grouped_convolutions_divide_the_output_axis_only() {
    check(&[
        // Depthwise 3×3 over 64 channels: in 1·3·3, out 64/64·3·3.
        (&[64, 1, 3, 3], "", 64, 0, 9.0, 9.0),
        (&[64, 1, 3, 3], "oihw", 64, 0, 9.0, 9.0),
        // ResNeXt-50 32×4d, conv2 of the first stage: in 4·9, out 128/32·9.
        (&[128, 4, 3, 3], "", 32, 0, 36.0, 36.0),
        // Without groups, as PyTorch counts it: in 4·9, out 128·9.
        (&[128, 4, 3, 3], "", 0, 0, 36.0, 1152.0),
        (&[128, 4, 3, 3], "", 1, 0, 36.0, 1152.0),
        // One axis: in 8·5, out 96/4·5.
        (&[96, 8, 5], "oiw", 4, 0, 40.0, 120.0),
        // Three axes: in 2·27, out 12/3·27.
        (&[12, 2, 3, 3, 3], "", 3, 0, 54.0, 108.0),
        // TensorFlow's order [k, k, in/groups, out]: in 4·9, out 128/32·9.
        (&[3, 3, 4, 128], "hwio", 32, 0, 36.0, 36.0),
        // MLX's order [out, k, k, in/groups]: in 4·9, out 128/32·9.
        (&[128, 3, 3, 4], "ohwi", 32, 0, 36.0, 36.0),
        // A grouped dense layer: in 16, out 64/4.
        (&[64, 16], "", 4, 0, 16.0, 16.0),
    ]);
}

/// Query, key and value stacked along the output axis are three weights of [E, E].
#[test]
fn fused_weights_have_the_fans_of_their_parts() {
    check(&[
        // E = 768: in 768, out 3·768/3.
        (&[2304, 768], "", 0, 3, 768.0, 768.0),
        // GPT-2 stores it as [in, out].
        (&[768, 2304], "io", 0, 3, 768.0, 768.0),
        // The four gates of an LSTM with 20 units over 10 inputs: in 10, out 80/4.
        (&[80, 10], "oi", 0, 4, 10.0, 20.0),
        // A gated convolution: in 16·9, out 64/2·9.
        (&[64, 16, 3, 3], "", 0, 2, 144.0, 288.0),
        // Fused and grouped: in 4·9, out 96/2/4·9.
        (&[96, 4, 3, 3], "", 4, 2, 36.0, 108.0),
    ]);
}

/// A transposed convolution stores [in, out / groups, k, k]: an output sees in / groups
/// channels, an input feeds the second axis.
#[test]
fn transposed_convolutions_have_their_groups_along_the_input_axis() {
    check(&[
        // in 64·16, out 16·16.
        (&[64, 16, 4, 4], "iohw", 0, 0, 1024.0, 256.0),
        // in 64/4·9, out 8·9.
        (&[64, 8, 3, 3], "iohw", 4, 0, 144.0, 72.0),
        // Depthwise: in 32/32·4, out 1·4.
        (&[32, 1, 2, 2], "iohw", 32, 0, 4.0, 4.0),
        // One and three axes: in 24/2·5, out 6·5; in 6/3·8, out 4·8.
        (&[24, 6, 5], "iow", 2, 0, 60.0, 30.0),
        (&[6, 4, 2, 2, 2], "iodhw", 3, 0, 16.0, 32.0),
    ]);
}

/// Without a receptive field `io` is a dense layer whose groups lie along the output, as in
/// every other layout that does not store a transposed convolution.
#[test]
fn dense_layers_with_the_input_first_swap_their_fans() {
    check(&[
        (&[300, 10], "io", 0, 0, 300.0, 10.0),
        // in 16, out 64/4.
        (&[16, 64], "io", 4, 0, 16.0, 16.0),
    ]);
}

/// A stacked axis holds independent layers: it takes no part in the fans.
#[test]
fn stacked_axes_take_no_part_in_fans() {
    check(&[
        // 12 layers of [out 64, in 32].
        (&[12, 64, 32], "*oi", 0, 0, 32.0, 64.0),
        // 8 experts of [in 32, out 64], in the middle.
        (&[32, 8, 64], "i*o", 0, 0, 32.0, 64.0),
        // Two stacked axes around a convolution: in 4·9, out 16·9.
        (&[5, 16, 4, 3, 3, 7], "*oihw*", 0, 0, 36.0, 144.0),
        // 3 stacked convolutions in 8 groups: in 4·9, out 16/8·9.
        (&[3, 16, 4, 3, 3], "*oihw", 8, 0, 36.0, 18.0),
        // 3 stacked transposed convolutions in 8 groups: in 16/8·9, out 4·9.
        (&[3, 16, 4, 3, 3], "*iohw", 8, 0, 18.0, 36.0),
        // 6 stacked fused projections: in 64, out 192/3.
        (&[6, 192, 64], "*oi", 0, 3, 64.0, 64.0),
    ]);
}

#[test]
fn explicit_fans_replace_those_of_the_shape() {
    let xavier = xavier_normal();
    let both = entry(&[7], &Declared::new(&xavier).fan_in(128).fan_out(384_u64));
    assert_normal(
        *both.law(),
        (2.0 / 512.0_f64).sqrt(),
        "a vector with both fans",
    );
    let fans = both.fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (128.0, 384.0));

    let scalar = entry(&[], &Declared::new(&xavier).fan_in(1.5).fan_out(0.5_f32));
    assert_normal(*scalar.law(), 1.0, "a scalar with both fans");

    // [64, 32, 3, 3]: in 32·9 = 288, out 64·9 = 576; one of them replaced.
    let fan_in = entry(&[64, 32, 3, 3], &Declared::new(&xavier).fan_in(24));
    assert_normal(*fan_in.law(), (2.0 / 600.0_f64).sqrt(), "fan_in given");
    let fan_out = entry(&[64, 32, 3, 3], &Declared::new(&xavier).fan_out(12));
    assert_normal(*fan_out.law(), (2.0 / 300.0_f64).sqrt(), "fan_out given");

    // An explicit fan is taken as it is: groups and split divide it no further.
    let declared = Declared::new(&xavier).fan_out(12).groups(8).split(2);
    let grouped = entry(&[64, 32, 3, 3], &declared);
    assert_normal(
        *grouped.law(),
        (2.0 / 300.0_f64).sqrt(),
        "fan_out beside groups",
    );
}

/// A law without fans has none of their demands.
#[test]
fn normal_takes_any_rank() {
    let law = normal().std(0.02);
    for shape in [&[][..], &[5], &[5, 4], &[2, 2, 2, 2, 2, 2, 2]] {
        let entry = entry(shape, &Declared::new(&law));
        assert_close(entry.law().std().unwrap(), 0.02, "normal");
        assert_eq!(entry.fans().is_some(), shape.len() > 1);
    }
}

#[test]
fn groups_of_a_vector_are_checked_against_its_only_axis() {
    let law = normal();
    let declared = Declared::new(&law).groups(3);
    let error = plan(&[8], DType::F32, &declared).unwrap_err();
    assert!(error.has(ErrorKind::NotDivisible));
}

/// The gain multiplies the std; its square may be beyond every float.
#[test]
fn a_gain_is_not_lost_in_its_square() {
    for gain in [1e-200, 1e-160, 1e160, 1e200] {
        let law = xavier_normal().gain(gain);
        let entry = entry(&[30, 20], &Declared::new(&law));
        assert_normal(*entry.law(), gain * 0.2, "gain");
    }
}

/// The default of PyTorch's layers, ±1/√fan_in: a linear layer of 64 inputs, a convolution 3 by 3 of 8
/// channels, a depthwise one 5 by 5.
#[test]
fn fan_uniform_is_bounded_by_the_root_of_the_fan_in() {
    let rows: [(&[usize], f64); 3] = [
        (&[10, 64], 0.125),
        (&[16, 8, 3, 3], 0.117_851_130_197_757_93),
        (&[32, 1, 5, 5], 0.2),
    ];
    for (shape, bound) in rows {
        let law = *entry(shape, &Declared::new(&fan_uniform())).law();
        let (low, high) = law.bounds().unwrap();
        assert_close(high, bound, "fan_uniform");
        assert_eq!(low, -high);
    }
}

/// The head of torchtitan's Llama 3: std 1/√256 before it is cut at ±3 of it.
#[test]
fn variance_scaling_takes_the_std_before_truncation_and_bounds() {
    let law = variance_scaling().std_of(StdOf::Parent).low(-3.0).high(3.0);
    let law = *entry(&[2048, 256], &Declared::new(&law)).law();
    let expected = Law::TruncatedNormal {
        mean: 0.0,
        std: 0.0625,
        low: -0.1875,
        high: 0.1875,
    };
    assert_eq!(law, expected);
    // A uniform law has no such bounds.
    let uniform = variance_scaling()
        .distribution(Distribution::Uniform)
        .low(-3.0);
    let error = plan(&[4, 4], DType::F32, &Declared::new(&uniform)).unwrap_err();
    assert!(error.has(ErrorKind::Argument), "{error}");
}
