//! Arrays and views of ndarray for every kind of fill; `tests/tensor-libraries/ndarray` has every
//! kind of memory.

use init_core::Initializer;
use init_core::initializer::{normal, uniform};
use init_core::walk::{Declared, OwnShape, Parameters};
use ndarray::{Array, Array2, Array4, ArrayD, ArrayViewMut2, Axis, Dimension, ShapeBuilder, Slice};

use crate::model::{Bits, KEY, assert_same, fill, laws, read, tensor};

fn logical<S, T: Copy, D: Dimension>(array: &ndarray::ArrayBase<S, D>) -> Vec<T>
where
    S: ndarray::Data<Elem = T>,
{
    array.iter().copied().collect()
}

#[track_caller]
fn check<T: Bits + init_core::values::Element + Default, D: Dimension>(
    mut array: Array<T, D>,
    law: &dyn Initializer,
    view: impl for<'v> Fn(&'v mut Array<T, D>) -> ndarray::ArrayViewMut<'v, T, D>,
) {
    let declared = Declared::new(law);
    let view = fill(view(&mut array), &declared, KEY);
    let expected: Vec<T> = tensor(view.shape(), &declared);
    assert_same(&logical(&view), &expected, &law.describe());
}

#[test]
fn owned_arrays_of_either_order_hold_the_same_values() {
    for law in laws() {
        let declared = Declared::new(&*law);
        let expected: Vec<f32> = tensor(&[70, 90], &declared);
        let rows = fill(Array2::<f32>::zeros((70, 90)), &declared, KEY);
        assert_same(&logical(&rows), &expected, &law.describe());
        let columns = fill(Array2::<f32>::zeros((70, 90).f()), &declared, KEY);
        assert_same(&logical(&columns), &expected, &law.describe());
        let turned = fill(
            Array2::<f32>::zeros((90, 70)).reversed_axes(),
            &declared,
            KEY,
        );
        assert_same(&logical(&turned), &expected, &law.describe());
    }
}

/// A view of every axis by a slice of its own.
fn sliced<T>(array: &mut Array2<T>, slices: [Slice; 2]) -> ArrayViewMut2<'_, T> {
    array.slice_each_axis_mut(|axis| slices[axis.axis.index()])
}

#[test]
fn views_of_any_order_hold_the_same_values() {
    let all = Slice::from(..);
    let backward = Slice::new(0, None, -1);
    for law in laws() {
        for (shape, slices) in [
            ((140, 91), [all.step_by(2), Slice::from(1..)]),
            ((70, 90), [backward, all]),
            ((70, 90), [backward, backward]),
            ((70, 270), [all, all.step_by(-3)]),
        ] {
            check(Array2::<f64>::zeros(shape), &*law, |a| sliced(a, slices));
            check(Array2::<f32>::zeros(shape.f()), &*law, |a| {
                sliced(a, slices)
            });
        }
        check(Array2::<f32>::zeros((70, 90)), &*law, |a| {
            let mut view = a.view_mut();
            view.invert_axis(Axis(1));
            view.reversed_axes()
        });
    }
}

#[test]
fn permuted_axes_hold_the_same_values() {
    for law in laws().iter().take(5) {
        for axes in [
            [0, 1, 2, 3],
            [3, 2, 1, 0],
            [2, 3, 1, 0],
            [1, 0, 3, 2],
            [0, 2, 3, 1],
        ] {
            check(Array4::<f32>::zeros((9, 7, 11, 8)), &**law, |array| {
                array.view_mut().permuted_axes(axes)
            });
            check(Array4::<f32>::zeros((9, 7, 11, 8)), &**law, |array| {
                let mut view = array.view_mut();
                view.invert_axis(Axis(2));
                view.permuted_axes(axes)
            });
        }
    }
}

#[test]
fn a_layout_and_a_memory_order_are_independent() {
    let law = normal();
    let declared = Declared::new(&law).layout("hwio");
    let expected: Vec<f32> = tensor(&[3, 4, 5, 6], &declared);
    for axes in [[0, 1, 2, 3], [3, 2, 0, 1], [2, 3, 1, 0]] {
        let mut lengths = [0; 4];
        for (axis, length) in axes.into_iter().zip([3, 4, 5, 6]) {
            lengths[axis] = length;
        }
        let array = Array4::<f32>::zeros(lengths).permuted_axes(axes);
        assert_eq!(array.shape(), [3, 4, 5, 6]);
        let array = fill(array, &declared, KEY);
        assert_same(&logical(&array), &expected, &format!("{axes:?}"));
        let mut inverted = Array4::<f32>::zeros(lengths).permuted_axes(axes);
        inverted.invert_axis(Axis(0));
        let inverted = fill(inverted, &declared, KEY);
        assert_same(
            &logical(&inverted),
            &expected,
            &format!("{axes:?} inverted"),
        );
    }
}

#[test]
fn arrays_of_every_rank_are_parameters() {
    let law = uniform();
    let declared = Declared::new(&law);
    for shape in [
        &[][..],
        &[1],
        &[300],
        &[2, 3, 4, 5, 6, 7],
        &[1, 1, 1],
        &[3, 0, 2],
    ] {
        let expected: Vec<f32> = tensor(shape, &declared);
        let array = fill(ArrayD::<f32>::zeros(shape), &declared, KEY);
        assert_same(&logical(&array), &expected, &format!("{shape:?}"));
        assert_eq!(read(&array), logical(&array.mapv(f64::from)), "{shape:?}");
    }
}

/// What is outside the view is left alone.
#[test]
fn a_view_writes_its_own_elements_only() {
    let law = uniform();
    let mut array = Array2::<f32>::from_elem((10, 10), -1.0);
    let slices = [Slice::new(2, Some(8), 3), Slice::new(1, Some(9), -2)];
    fill(sliced(&mut array, slices), &Declared::new(&law), KEY);
    assert_eq!(array.iter().filter(|&&value| value != -1.0).count(), 2 * 4);
}

/// An array of arrays is a list of parameters.
#[test]
fn arrays_in_a_list_are_parameters_of_their_own() {
    fn assert_list<P: Parameters<OwnShape>>() {}
    assert_list::<Vec<Array2<f32>>>();
    assert_list::<[Array2<f32>; 3]>();
    assert_list::<Option<ArrayD<f64>>>();
    let law = uniform();
    let mut list = vec![Array2::<f32>::zeros((2, 3)), Array2::zeros((4, 5))];
    law.fill(&mut list, &mut init_core::hidden::doc::rng())
        .unwrap();
    assert!(list.iter().flatten().all(|&value| value > 0.0));
    assert_ne!(list[0][[0, 0]], list[1][[0, 0]]);
}
