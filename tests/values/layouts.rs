//! Layouts: an index is the canonical one, so the same weight stored in another order of axes holds
//! the same values at the same logical indices.

use init_core::Initializer;
use init_core::initializer::{
    constant, dirac, identity, kaiming_normal, orthogonal, xavier_uniform,
};
use init_core::walk::Declared;

use crate::model::{assert_same, laws, tensor};
use crate::orders::{canonical_axes, permuted};

/// `layout` over `shape`, against the tensor whose axes already are in canonical order.
fn check(law: &dyn Initializer, shape: &[usize], layout: &'static str) {
    let what = format!("{} {shape:?} {layout}", law.describe());
    let found: Vec<f32> = tensor(shape, &Declared::new(law).layout(layout));
    let axes = canonical_axes(layout);
    let canonical: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
    let values: Vec<f32> = tensor(&canonical, &Declared::new(law));
    assert_same(&found, &permuted(&values, shape, &axes), &what);
    let found: Vec<f64> = tensor(shape, &Declared::new(law).layout(layout));
    let values: Vec<f64> = tensor(&canonical, &Declared::new(law));
    assert_same(&found, &permuted(&values, shape, &axes), &what);
}

#[test]
fn an_io_weight_is_the_transpose_of_the_oi_weight() {
    for law in laws() {
        let declared = Declared::new(&*law);
        let oi: Vec<f32> = tensor(&[30, 50], &declared);
        let io: Vec<f32> = tensor(&[50, 30], &Declared::new(&*law).layout("io"));
        let transposed: Vec<f32> = (0..1500)
            .map(|place| oi[place % 30 * 50 + place / 30])
            .collect();
        assert_same(&io, &transposed, &law.describe());
    }
}

#[test]
fn schemes_with_fans_are_transposed_too() {
    for law in [&xavier_uniform() as &dyn Initializer, &kaiming_normal()] {
        check(law, &[30, 50], "io");
        check(law, &[3, 3, 16, 32], "hwio");
        check(law, &[32, 3, 3, 16], "ohwi");
        check(law, &[3, 5, 3, 16, 32], "dhwio");
    }
}

#[test]
fn convolutions_in_every_order_of_axes_hold_the_same_weight() {
    for law in laws().iter().take(5).chain(laws().iter().skip(6)) {
        check(&**law, &[9, 7, 5, 3], "oihw");
        check(&**law, &[5, 3, 7, 9], "hwio");
        check(&**law, &[9, 5, 3, 7], "ohwi");
        check(&**law, &[7, 5, 9, 3], "ihow");
        check(&**law, &[5, 9, 3, 7], "hoxi");
    }
}

#[test]
fn stacked_axes_come_first() {
    for law in laws().iter().take(4) {
        check(&**law, &[6, 7, 5], "o*i");
        check(&**law, &[6, 7, 5], "io*");
        check(&**law, &[2, 6, 3, 7, 5], "*h*oi");
        check(&**law, &[2, 6, 3, 7, 5], "hio*w");
    }
}

#[test]
fn matrices_made_on_the_host_follow_the_layout() {
    check(&identity().gain(3), &[4, 6], "io");
    check(&orthogonal(), &[4, 6], "io");
    check(&orthogonal(), &[3, 2, 4, 6], "hwio");
    check(&dirac(), &[3, 5, 4, 6], "hwio");
    check(&dirac(), &[6, 3, 4], "owi");
    check(&constant(2), &[4, 6], "io");
}
