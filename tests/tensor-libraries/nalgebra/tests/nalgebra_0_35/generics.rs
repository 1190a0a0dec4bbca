//! Structs that are generic over dimensions, element and storage, with the bounds that nalgebra's
//! own generic code has.

use init_core::values::Element;
use init_core::{Initialize, Reset};
use nalgebra::allocator::Allocator;
use nalgebra::{
    DMatrix, DVector, DefaultAllocator, Dim, Dyn, Matrix, OMatrix, OVector, RawStorageMut, SMatrix,
    SVector, Scalar,
};

use crate::row_major;

#[derive(Initialize)]
struct Fixed<const I: usize, const O: usize> {
    #[init(kaiming_normal)]
    weight: SMatrix<f32, O, I>,
    #[init(uniform)]
    bias: SVector<f32, O>,
}

#[derive(Initialize)]
struct General<T, R, C>
where
    T: Scalar,
    R: Dim,
    C: Dim,
    DefaultAllocator: Allocator<R, C> + Allocator<R>,
{
    #[init(kaiming_normal)]
    weight: OMatrix<T, R, C>,
    #[init(uniform)]
    bias: OVector<T, R>,
}

#[derive(Initialize)]
struct Stored<S: RawStorageMut<f32, Dyn, Dyn>> {
    #[init(kaiming_normal)]
    weight: Matrix<f32, Dyn, Dyn, S>,
}

/// A function of generic code: no bound names a trait of init-core but that of the element.
fn initialized<T, R, C>(weight: OMatrix<T, R, C>, bias: OVector<T, R>) -> [Vec<T>; 2]
where
    T: Element + Scalar,
    R: Dim,
    C: Dim,
    DefaultAllocator: Allocator<R, C> + Allocator<R>,
{
    let mut layer = General { weight, bias };
    Reset::seed(5).run(&mut layer).unwrap();
    [row_major(&layer.weight), row_major(&layer.bias)]
}

#[test]
fn every_way_to_say_the_dimensions_gives_the_same_values() {
    let mut fixed = Fixed::<24, 18> {
        weight: SMatrix::zeros(),
        bias: SVector::zeros(),
    };
    let plan = Reset::seed(5).run(&mut fixed).unwrap();
    assert_eq!(plan.entries()[0].shape(), [18, 24]);
    let expected = [row_major(&fixed.weight), row_major(&fixed.bias)];
    assert!(expected.iter().flatten().all(|&value| value != 0.0));

    assert_eq!(initialized(fixed.weight, fixed.bias), expected);
    let dynamic = initialized::<f32, _, _>(DMatrix::zeros(18, 24), DVector::zeros(18));
    assert_eq!(dynamic, expected);

    let mut whole = DMatrix::zeros(20, 24);
    let mut viewed = Stored {
        weight: whole.rows_mut(2, 18),
    };
    Reset::seed(5).run(&mut viewed).unwrap();
    assert_eq!(row_major(&viewed.weight), expected[0]);
}

#[test]
fn the_element_is_generic_too() {
    let narrow = initialized::<f32, _, _>(DMatrix::zeros(3, 4), DVector::zeros(3));
    let wide = initialized::<f64, _, _>(DMatrix::zeros(3, 4), DVector::zeros(3));
    assert_eq!([narrow[0].len(), narrow[1].len()], [12, 3]);
    assert_eq!([wide[0].len(), wide[1].len()], [12, 3]);
    assert!(wide.iter().flatten().all(|&value| value != 0.0));
}
