//! Initializers of particular layers that draw: the oracle is the standard library's functions of the same
//! uniform numbers, or what the definition says of all values.

use init_core::initializer::{a_log, array, chrono, dt_bias, icnr, siren, sparse, with};
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{Initializer, Reset, Stream};

use crate::single::Single;

/// The values of a tensor of this shape.
fn filled<T: Element + Default>(shape: &[usize], declared: &Declared<'_>) -> Vec<T> {
    let mut values = vec![T::default(); shape.iter().product()];
    let tensor = Flat::new(values.as_mut_slice(), shape);
    let mut model = Single {
        path: &["layer"],
        tensor,
        declared,
    };
    Reset::seed(8).run(&mut model).unwrap();
    values
}

/// A function of the uniform number that the element has for itself.
fn of_uniform(initializer: &dyn Initializer, function: impl Fn(f64) -> f64) {
    let uniform = with(|_: &[usize], stream: &mut Stream| stream.uniform());
    let uniforms: Vec<f64> = filled(&[500], &Declared::new(&uniform));
    let found: Vec<f64> = filled(&[500], &Declared::new(initializer));
    for (uniform, found) in uniforms.into_iter().zip(found) {
        let wanted = function(uniform);
        let error = (found - wanted).abs() / wanted.abs().max(1e-3);
        assert!(error < 1e-12, "{found:?} is not {wanted:?}");
    }
}

/// The code of `mamba_simple.py`.
#[test]
fn the_softplus_of_a_step_bias_is_log_uniform() {
    let inverse = |low: f64, high: f64, floor: f64| {
        move |u: f64| {
            let dt = (u * (high.ln() - low.ln()) + low.ln()).exp().max(floor);
            dt + (-(-dt).exp_m1()).ln()
        }
    };
    of_uniform(&dt_bias(), inverse(0.001, 0.1, 1e-4));
    let raised = dt_bias().low(0.01).high(3).floor(0.5);
    of_uniform(&raised, inverse(0.01, 3.0, 0.5));
}

#[test]
fn the_decay_of_a_head_is_uniform() {
    of_uniform(&a_log().low(1), |u| (1.0 + 15.0 * u).ln());
    of_uniform(&a_log().low(0.5).high(2), |u| (0.5 + 1.5 * u).ln());
}

/// t is uniform on [1, 99): its mean of 20 000 units is 50 with a deviation of 98/√12/√20000 = 0.2.
#[test]
fn chrono_gates_forget_in_uniform_times() {
    let units = 20_000;
    let chrono = chrono().steps(100);
    let bias: Vec<f64> = filled(&[4 * units], &Declared::new(&chrono));
    let times: Vec<f64> = bias[units..2 * units].iter().map(|b| b.exp()).collect();
    assert!(times.iter().all(|time| (1.0 - 1e-12..99.0).contains(time)));
    let mean = times.iter().sum::<f64>() / units as f64;
    assert!((mean - 50.0).abs() < 0.8, "{mean}");
    for unit in 0..units {
        assert_eq!(bias[unit], -bias[units + unit]);
    }
    assert!(bias[2 * units..].iter().all(|bias| *bias == 0.0));
}

/// The filters of one pixel are equal, all others differ. Their std is √(2 / 45), with a relative
/// deviation of 1/√(2·14400) = 0.006.
#[test]
fn icnr_repeats_each_filter_for_its_pixel() {
    let (outputs, length) = (320 * 4, 5 * 9);
    let icnr = icnr().factor(2);
    let weight: Vec<f64> = filled(&[outputs, 5, 3, 3], &Declared::new(&icnr));
    let filters: Vec<&[f64]> = weight.chunks(length).collect();
    for (output, filter) in filters.iter().enumerate() {
        assert_eq!(*filter, filters[output / 4 * 4]);
        assert!(output % 4 > 0 || output == 0 || *filter != filters[output - 1]);
    }
    let square = weight.iter().map(|w| w * w).sum::<f64>() / weight.len() as f64;
    let ratio = (square * 45.0 / 2.0).sqrt();
    assert!((ratio - 1.0).abs() < 0.024, "{ratio}");
}

#[test]
fn sparse_counts_the_zeros_of_rows_or_columns() {
    let rows = sparse().sparsity(0.3).per_row();
    let weight: Vec<f32> = filled(&[7, 10], &Declared::new(&rows));
    for row in weight.chunks(10) {
        assert_eq!(row.iter().filter(|weight| **weight == 0.0).count(), 3);
    }
    let columns = sparse().sparsity(0.3);
    let weight: Vec<f32> = filled(&[10, 7], &Declared::new(&columns));
    for column in 0..7 {
        let zeros = weight.iter().skip(column).step_by(7);
        assert_eq!(zeros.filter(|weight| **weight == 0.0).count(), 3);
    }
}

/// √(6 / 64) / 30 and 1/64.
#[test]
fn siren_layers_have_their_bounds() {
    for (siren, bound) in [
        (siren(), 0.010_206_207_261_596_576),
        (siren().first(), 1.0 / 64.0),
    ] {
        let weight: Vec<f64> = filled(&[500, 64], &Declared::new(&siren));
        let largest = weight.iter().fold(0.0_f64, |most, w| most.max(w.abs()));
        assert!(
            largest <= bound && largest > 0.999 * bound,
            "{largest} of {bound}"
        );
    }
}

#[test]
fn the_numbers_of_an_array_go_along_the_last_axes_or_the_parts() {
    let table = array([1, 2, 3]);
    let values: Vec<f32> = filled(&[2, 2, 3], &Declared::new(&table));
    assert_eq!(values, [1.0, 2.0, 3.0].repeat(4));
    let one = array([0.5]);
    let values: Vec<f32> = filled(&[2, 2], &Declared::new(&one));
    assert_eq!(values, [0.5; 4]);
    let parts = array([0.0, 1.0]).per_part();
    let stacked = Declared::new(&parts).layout("*oi");
    let values: Vec<f32> = filled(&[2, 4, 1], &stacked);
    assert_eq!(values, [0.0, 0.0, 1.0, 1.0].repeat(2));
    let integers = array([3, 1, 2]);
    let values: Vec<i64> = filled(&[3], &Declared::new(&integers));
    assert_eq!(values, [3, 1, 2]);
}
