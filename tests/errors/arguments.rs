//! Case 35: arguments that are NaN, infinite, negative or in the wrong order.

use init_core::initializer::{
    StdOf, constant, identity, kaiming_normal, kaiming_uniform, lecun_normal, normal, orthogonal,
    sparse, truncated_normal, uniform, variance_scaling, xavier_normal, xavier_uniform,
};
use init_core::walk::Declared;
use init_core::{FanMode, Initializer};

use crate::{refused, refused_matrix};

const NOT_FINITE: [(f64, &str); 3] = [
    (f64::NAN, "NaN"),
    (f64::INFINITY, "inf"),
    (f64::NEG_INFINITY, "-inf"),
];

/// An argument that must be finite, set by `set`.
fn must_be_finite<I: Initializer>(key: &str, set: impl Fn(f64) -> I) {
    for (value, text) in NOT_FINITE {
        assert_eq!(
            refused_matrix(&set(value)),
            format!("`{key}` must be finite, found `{text}`")
        );
    }
}

/// An argument that must be finite and not negative.
fn must_not_be_negative<I: Initializer>(key: &str, set: impl Fn(f64) -> I) {
    for (value, text) in NOT_FINITE
        .into_iter()
        .chain([(-1.0, "-1"), (-0.25, "-0.25")])
    {
        assert_eq!(
            refused_matrix(&set(value)),
            format!("`{key}` must be finite and not negative, found `{text}`")
        );
    }
}

#[test]
fn a_constant_must_be_finite() {
    must_be_finite("value", constant);
}

#[test]
fn uniform_bounds_must_be_finite() {
    must_be_finite("low", |low| uniform().low(low));
    must_be_finite("high", |high| uniform().high(high));
}

#[test]
fn uniform_bounds_must_be_in_order() {
    let order = |found: &str| {
        format!(
            "`low` must be less than `high`, found {found}\n  \
             help: for one value everywhere write `constant = …`"
        )
    };
    assert_eq!(refused_matrix(&uniform().low(1)), order("`1` and `1`"));
    assert_eq!(refused_matrix(&uniform().low(1.5)), order("`1.5` and `1`"));
    assert_eq!(
        refused_matrix(&uniform().low(0.0).high(-0.0)),
        order("`0` and `-0`")
    );
}

#[test]
fn normal_arguments_must_be_sound() {
    must_be_finite("mean", |mean| normal().mean(mean));
    must_not_be_negative("std", |std| normal().std(std));
}

#[test]
fn truncated_normal_arguments_must_be_sound() {
    must_be_finite("mean", |mean| truncated_normal().mean(mean));
    must_not_be_negative("std", |std| truncated_normal().std(std));
    must_be_finite("mean", |mean| truncated_normal().mean(mean).absolute());
    must_not_be_negative("std", |std| truncated_normal().std(std).absolute());
}

#[test]
fn truncated_normal_bounds_must_be_in_order() {
    let order = |found: &str| {
        format!(
            "`low` must be less than `high`, found {found}\n  \
             help: for one value everywhere write `constant = …`"
        )
    };
    let cut = truncated_normal();
    assert_eq!(refused_matrix(&cut.low(2)), order("`2` and `2`"));
    assert_eq!(refused_matrix(&cut.low(3)), order("`3` and `2`"));
    assert_eq!(refused_matrix(&cut.low(f64::NAN)), order("`NaN` and `2`"));
    assert_eq!(refused_matrix(&cut.high(f64::NAN)), order("`-2` and `NaN`"));
    assert_eq!(
        refused_matrix(&cut.low(f64::INFINITY).high(f64::INFINITY)),
        order("`inf` and `inf`")
    );
}

#[test]
fn a_truncated_normal_needs_a_positive_std() {
    let expected = "a truncated normal needs a positive `std`, found `0`\n  \
                    help: for one value everywhere write `constant = …`";
    assert_eq!(
        refused_matrix(&truncated_normal().std(0).absolute()),
        expected
    );
    assert_eq!(refused_matrix(&truncated_normal().std(0)), expected);
    let open = truncated_normal().low(f64::NEG_INFINITY);
    assert_eq!(refused_matrix(&open.std(0)), expected);
}

#[test]
fn truncation_bounds_must_not_lie_absurdly_far_from_the_mean() {
    let far = truncated_normal()
        .std(0.001)
        .low(3000)
        .high(4000)
        .absolute();
    assert_eq!(
        refused_matrix(&far),
        "the bounds `3000` and `4000` lie more than 1e6 std from the mean `0`\n  \
         help: choose bounds nearer the mean, or write `uniform`"
    );
    let below = truncated_normal()
        .mean(5000)
        .std(0.001)
        .low(3000)
        .high(3500)
        .absolute();
    assert_eq!(
        refused_matrix(&below),
        "the bounds `3000` and `3500` lie more than 1e6 std from the mean `5000`\n  \
         help: choose bounds nearer the mean, or write `uniform`"
    );
}

#[test]
fn a_truncated_std_must_be_sound() {
    let cut = || truncated_normal().std_of(StdOf::Truncated);
    let absolute = || cut().absolute();
    must_be_finite("mean", |mean| cut().mean(mean));
    must_be_finite("mean", |mean| absolute().std(0.5).mean(mean));
    must_not_be_negative("std", |std| cut().std(std));
    must_not_be_negative("std", |std| absolute().std(std));
    let zero = "a truncated normal needs a positive `std`, found `0`\n  \
                help: for one value everywhere write `constant = …`";
    assert_eq!(refused_matrix(&cut().std(0)), zero);
    assert_eq!(refused_matrix(&absolute().std(0)), zero);
    assert_eq!(
        refused_matrix(&absolute().low(f64::NAN)),
        "`low` must be less than `high`, found `NaN` and `2`\n  \
         help: for one value everywhere write `constant = …`"
    );
}

/// (high − low) / √12 is the standard deviation of the uniform law: 1/√3 between −1 and 1.
#[test]
fn a_truncated_std_must_be_below_that_of_a_uniform_law() {
    let law = truncated_normal().std_of(StdOf::Truncated).absolute();
    let law = law.low(-1).high(1);
    let refusal = |found: &str| {
        format!(
            "a truncated `std` between the bounds `-1` and `1` must be less than \
             `0.5773502691896258`, that of a uniform law, found `{found}`\n  \
             help: write `uniform, low = -1.0, high = 1.0`, move the bounds apart, or lower `std`"
        )
    };
    assert_eq!(refused_matrix(&law), refusal("1"));
    assert_eq!(refused_matrix(&law.std(0.578)), refusal("0.578"));
    let limit = 0.577_350_269_189_625_8;
    assert_eq!(
        refused_matrix(&law.std(limit)),
        refusal("0.5773502691896258")
    );
}

#[test]
fn a_truncated_std_must_have_a_parent() {
    let law = truncated_normal().std_of(StdOf::Truncated);
    let far = law.std(1e-100).low(1).high(2).absolute();
    assert_eq!(
        refused_matrix(&far),
        "no normal law with mean `0.0` has a std of `1e-100` left when it is \
         cut at `1.0` and `2.0`\n  \
         help: choose bounds nearer the mean, or write `uniform`"
    );
    assert_eq!(
        refused_matrix(&law.low(1e160).high(f64::INFINITY))
            .lines()
            .last(),
        Some("  help: choose bounds nearer the mean, or write `uniform`")
    );
}

#[test]
fn scales_and_gains_must_not_be_negative() {
    must_not_be_negative("scale", |scale| variance_scaling().scale(scale));
    must_not_be_negative("gain", |gain| xavier_uniform().gain(gain));
    must_not_be_negative("gain", |gain| xavier_normal().gain(gain));
    must_not_be_negative("gain", |gain| orthogonal().gain(gain));
    must_not_be_negative("std", |std| sparse().sparsity(0.5).std(std));
}

#[test]
fn slopes_and_the_gain_of_an_identity_must_be_finite() {
    must_be_finite("a", |a| kaiming_uniform().a(a));
    must_be_finite("a", |a| kaiming_normal().a(a));
    must_be_finite("gain", |gain| identity().gain(gain));
}

#[test]
fn sparse_needs_a_sparsity_between_zero_and_one() {
    assert_eq!(
        refused_matrix(&sparse()),
        "`sparse` needs `sparsity`\n  help: write `sparse, sparsity = 0.1`"
    );
    for (sparsity, text) in NOT_FINITE.into_iter().chain([(1.5, "1.5"), (-0.5, "-0.5")]) {
        assert_eq!(
            refused_matrix(&sparse().sparsity(sparsity)),
            format!("`sparsity` must lie between 0 and 1, found `{text}`")
        );
    }
}

#[test]
fn explicit_fans_must_be_finite_and_positive() {
    let xavier = xavier_normal();
    for (fan, text) in NOT_FINITE.into_iter().chain([(0.0, "0"), (-3.0, "-3")]) {
        let tensor = [[crate::UNTOUCHED; 4]; 4];
        assert_eq!(
            refused(tensor, &Declared::new(&xavier).fan_in(fan)),
            format!(
                "`fan_in` must be finite and positive, found `{text}`\n  \
                 help: leave `fan_in` out to take it from the shape"
            )
        );
        assert_eq!(
            refused(tensor, &Declared::new(&xavier).fan_out(fan)),
            format!(
                "`fan_out` must be finite and positive, found `{text}`\n  \
                 help: leave `fan_out` out to take it from the shape"
            )
        );
    }
}

/// Fans that no standard deviation follows from.
#[test]
fn fans_that_are_too_small_or_too_large_are_named() {
    let help =
        "help: give fans that are neither so small nor so large, `fan_in = …` and `fan_out = …`";
    let (scaling, lecun, xavier) = (variance_scaling(), lecun_normal(), xavier_normal());
    let geometric = variance_scaling().mode(FanMode::FanGeoAvg);
    let laws: [(&dyn Initializer, f64, &str); 4] = [
        (
            &scaling,
            1e-320,
            "`variance_scaling` divides by `fan_in`, which is `1e-320`, and finds the std `inf`",
        ),
        (
            &lecun,
            1e-320,
            "`lecun_normal` divides by `fan_in`, which is `1e-320`, and finds the std `inf`",
        ),
        (
            &xavier,
            1e-320,
            "`xavier_normal` divides by `fan_avg`, which is `1e-320`, and finds the std `inf`",
        ),
        (
            &geometric,
            1e200,
            "`variance_scaling` divides by `fan_geo_avg`, which is `inf`, and finds the std `0.0`",
        ),
    ];
    for (law, fan, message) in laws {
        let declared = Declared::new(law).fan_in(fan).fan_out(fan);
        let text = refused([[0.0_f32; 4]; 4], &declared);
        assert_eq!(text, format!("{message}\n  {help}"));
    }
}

/// Zero is no error where it means something: every value is then the mean.
#[test]
fn a_std_or_gain_of_zero_is_a_constant() {
    let mut rng = init_core::hidden::doc::rng();
    let cases: [(&dyn Initializer, f64); 6] = [
        (&normal().mean(3).std(0), 3.0),
        (&variance_scaling().scale(0), 0.0),
        (&xavier_uniform().gain(0), 0.0),
        (&xavier_normal().gain(0), 0.0),
        (&orthogonal().gain(0), 0.0),
        (&sparse().sparsity(0.5).std(0), 0.0),
    ];
    for (initializer, value) in cases {
        let mut tensor = [[7.0_f64; 4]; 4];
        Declared::new(initializer)
            .fill(&mut tensor, &mut rng)
            .unwrap();
        assert_eq!(tensor, [[value; 4]; 4], "{}", initializer.describe());
    }
}

#[test]
fn a_parameter_that_no_rule_reaches_is_refused() {
    assert_eq!(
        refused([[crate::UNTOUCHED; 4]; 4], &Declared::parameter()),
        "it is marked `parameter`, but no rule reaches it\n  \
         help: name an initializer on the field, e.g. `#[init(zeros)]`, or write a rule that reaches it"
    );
}
