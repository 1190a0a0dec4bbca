//! Complex numbers: laws about 0 and about another mean, in several layouts, and what code makes.

use init_core::Initializer;
use init_core::initializer::{
    a_log, constant, dirac, identity, kaiming_normal, lecun_normal, normal, orthogonal, sparse,
    truncated_normal, uniform, xavier_uniform,
};
use init_core::walk::Declared;
use num_complex::Complex;

use super::{SMALL, tensor};

pub(super) fn numbers(text: &mut String) {
    let laws: [&dyn Initializer; 8] = [
        &constant(0.5),
        &uniform(),
        &uniform().low(-0.1).high(0.1),
        &normal().std(0.02),
        &normal().mean(1.5).std(0.1),
        &truncated_normal().std(0.02),
        &truncated_normal().low(-1).high(1).mean(0.3).std(0.7),
        &a_log().low(1).high(16),
    ];
    for law in laws {
        tensor::<Complex<f32>>(text, "w", &[SMALL], &Declared::new(law));
        tensor::<Complex<f64>>(text, "w", &[SMALL], &Declared::new(law));
    }
    let (kaiming, xavier) = (kaiming_normal(), xavier_uniform().gain(0.5));
    let fused = Declared::new(&xavier).layout("*oi").split([3, 2]);
    tensor::<Complex<f64>>(text, "w", &[2, 5, 3], &fused);
    let turned = Declared::new(&kaiming).layout("wio").groups(2);
    tensor::<Complex<f32>>(text, "w", &[3, 4, 6], &turned);
    tensor::<Complex<f32>>(text, "w", &[7, 9], &Declared::new(&lecun_normal()));
    tensor::<Complex<f32>>(text, "q", &[5, 3], &Declared::new(&orthogonal().gain(1.5)));
    tensor::<Complex<f64>>(text, "s", &[9, 5], &Declared::new(&sparse().sparsity(0.3)));
    tensor::<Complex<f32>>(text, "e", &[3, 4], &Declared::new(&identity()));
    let depthwise = dirac();
    let transposed = Declared::new(&depthwise).layout("iow").groups(4);
    tensor::<Complex<f32>>(text, "e", &[4, 1, 3], &transposed);
    tensor::<f32>(text, "e", &[4, 1, 3], &transposed);
    tensor::<f32>(
        text,
        "e",
        &[6, 2, 3],
        &Declared::new(&depthwise).layout("iow").groups(2),
    );
}
