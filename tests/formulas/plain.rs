//! The laws that depend on their arguments alone, and the moments of every law.

use init_core::Initializer;
use init_core::initializer::{
    constant, identity, ones, orthogonal, sparse, truncated_normal, uniform, zeros,
};
use init_core::values::Law;
use init_core::walk::Declared;

use crate::data::{cases, parse};
use crate::ghost::entry;
use crate::{SQRT_3, STD_AT_TWO, assert_close};

fn law(shape: &[usize], initializer: &dyn Initializer) -> Law {
    *entry(shape, &Declared::new(initializer)).law()
}

#[test]
fn constants_are_what_they_say() {
    for (initializer, value) in [(zeros(), 0.0), (ones(), 1.0), (constant(-2.5), -2.5)] {
        let law = law(&[3], &initializer);
        assert_eq!(law, Law::Constant(value));
        assert_eq!(law.mean(), Some(value));
        assert_eq!(law.std(), Some(0.0));
        assert_eq!(law.bounds(), Some((value, value)));
    }
}

#[test]
fn uniform_has_the_moments_of_a_rectangle() {
    let law = law(&[3], &uniform().low(-1).high(5));
    assert_eq!(
        law,
        Law::Uniform {
            low: -1.0,
            high: 5.0
        }
    );
    assert_eq!(law.mean(), Some(2.0));
    // (5 − (−1)) / √12 = √3.
    assert_close(law.std().unwrap(), SQRT_3, "uniform");
}

#[test]
fn truncated_bounds_are_multiples_of_std_unless_absolute() {
    let cut = truncated_normal().mean(1.0).std(0.5).low(-3.0).high(2.0);
    let bounds = law(&[3], &cut).bounds().unwrap();
    assert_eq!(bounds, (1.0 - 3.0 * 0.5, 1.0 + 2.0 * 0.5));
    let bounds = law(&[3], &cut.absolute()).bounds().unwrap();
    assert_eq!(bounds, (-3.0, 2.0));
}

#[test]
fn truncated_normal_by_default_is_cut_at_two_std() {
    let law = law(&[3], &truncated_normal());
    assert_eq!(law.bounds(), Some((-2.0, 2.0)));
    assert_close(law.std().unwrap(), STD_AT_TWO, "default");
}

/// Mean and std of the truncated standard normal, from mpmath.
#[test]
fn truncated_moments_are_exact() {
    let data = parse(include_str!("../data/truncated-normal.json"));
    assert_eq!(cases(&data).len(), 10);
    for case in cases(&data) {
        let [low, high] = ["low", "high"].map(|key| case[key].as_f64().unwrap());
        let [mean, std] = ["mean", "std"].map(|key| {
            let figure: f64 = case[key].as_str().unwrap().parse().unwrap();
            figure
        });
        let what = format!("[{low}, {high}]");
        let law = law(&[3], &truncated_normal().low(low).high(high));
        assert!(
            (law.mean().unwrap() - mean).abs() <= 1e-12 * mean.abs().max(1.0),
            "{what}"
        );
        let error = (law.std().unwrap() / std - 1.0).abs();
        assert!(error <= 1e-9, "{what}: std {:?} is not {std}", law.std());

        let shifted = truncated_normal().mean(5.0).std(3.0).low(low).high(high);
        let law = self::law(&[3], &shifted);
        assert_close(law.mean().unwrap(), 5.0 + 3.0 * mean, &what);
        assert!(
            (law.std().unwrap() / (3.0 * std) - 1.0).abs() <= 1e-9,
            "{what}"
        );
    }
}

/// Σ squares of n orthonormal rows of length m is n: the root mean square is 1/√m.
#[test]
fn orthogonal_promises_the_root_mean_square_of_orthonormal_rows() {
    for (shape, longer) in [
        (&[10, 40][..], 40.0_f64),
        (&[40, 10], 40.0),
        (&[16, 16], 16.0),
        (&[8, 3, 5, 5], 75.0),
    ] {
        let law = law(shape, &orthogonal().gain(3));
        assert_eq!(law.mean(), Some(0.0));
        assert_close(law.std().unwrap(), 3.0 / longer.sqrt(), "orthogonal");
    }
}

/// ⌈0.3·10⌉ = 3 of 10 values in a column are zero: the variance is 0.7·std².
#[test]
fn sparse_promises_the_variance_that_its_zeros_leave() {
    let law = law(&[10, 6], &sparse().sparsity(0.3).std(0.5));
    assert_close(law.std().unwrap(), 0.5 * 0.7_f64.sqrt(), "sparse");
}

#[test]
fn identity_promises_no_moments() {
    assert_eq!(law(&[4, 4], &identity()).std(), None);
}

/// The whole line, half of it, a sliver, and what lies so far out that it is exponential with
/// rate a: mean a + 1/a − 2/a³, variance 1/a² − 6/a⁴.
#[test]
fn truncated_moments_hold_at_the_extremes() {
    let moments = |low: f64, high: f64| {
        let law = law(&[3], &truncated_normal().low(low).high(high));
        (law.mean().unwrap(), law.std().unwrap())
    };
    let infinity = f64::INFINITY;
    let (mean, std) = moments(-infinity, infinity);
    assert_eq!(mean, 0.0);
    assert_close(std, 1.0, "the whole line");
    let (mean, std) = moments(0.0, infinity);
    let two_over_pi = std::f64::consts::FRAC_2_PI;
    assert_close(mean, two_over_pi.sqrt(), "half a line");
    assert_close(std, (1.0 - two_over_pi).sqrt(), "half a line");
    let (mean, std) = moments(-infinity, 0.0);
    assert_close(mean, -two_over_pi.sqrt(), "the other half");
    assert_close(std, (1.0 - two_over_pi).sqrt(), "the other half");
    for start in [-3.0, 0.0, 1.0, 20.0] {
        let width = 2.0_f64.powi(-20);
        let (mean, std) = moments(start, start + width);
        let middle = start + width / 2.0;
        assert!(
            (mean - middle).abs() < 1e-4 * width,
            "sliver at {start}: {mean}"
        );
        assert!(
            (std / width * 12.0_f64.sqrt() - 1.0).abs() < 1e-4,
            "sliver at {start}: {std}"
        );
    }
    for a in [100.0_f64, 1e4] {
        let (mean, std) = moments(a, infinity);
        assert!(
            ((mean - a) * a - 1.0 + 2.0 / (a * a)).abs() < 1e-6,
            "{mean} beyond {a}"
        );
        assert!(
            ((std * a).powi(2) - 1.0 + 6.0 / (a * a)).abs() < 1e-5,
            "{std} beyond {a}"
        );
    }
}
