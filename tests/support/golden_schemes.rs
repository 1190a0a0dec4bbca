//! Schemes with gains, axes of several roles, stacks, and roles in muP.

use init_core::FanMode;
use init_core::initializer::{
    Compose, Nonlinearity, Pass, delta_orthogonal, dirac, identity, kaiming_normal,
    kaiming_uniform, lecun_normal, normal, orthogonal, sparse, spectral_normal, truncated_normal,
    variance_scaling, xavier_normal, xavier_uniform,
};
use init_core::tensor::MupRole;
use init_core::walk::Declared;

use super::tensor;

/// Gains of the table, of both passes.
pub(super) fn gains(text: &mut String) {
    for nonlinearity in [
        Nonlinearity::Gelu,
        Nonlinearity::Silu,
        Nonlinearity::TanhExact,
    ] {
        let law = kaiming_normal().nonlinearity(nonlinearity);
        tensor::<f64>(text, "w", &[7, 40], &Declared::new(&law));
        let law = kaiming_uniform().nonlinearity(nonlinearity);
        let law = law.mode(FanMode::FanOut).pass(Pass::Backward);
        tensor::<f32>(text, "w", &[7, 40], &Declared::new(&law));
    }
    let law = xavier_normal().nonlinearity(Nonlinearity::Selu);
    tensor::<f64>(
        text,
        "w",
        &[7, 40],
        &Declared::new(&law.pass(Pass::Backward)),
    );
}

/// Parts of unequal lengths, several output and input axes, and tables.
pub(super) fn axes(text: &mut String) {
    let (xavier, uniform) = (xavier_normal(), xavier_uniform());
    let outputs = variance_scaling().mode(FanMode::FanOut);
    let matrices = orthogonal().per_part();
    let (matrix, lecun, table) = (orthogonal(), lecun_normal(), normal());
    let declared = Declared::new(&xavier).split([8, 2, 2]);
    tensor::<f32>(text, "w", &[12, 8], &declared);
    let declared = Declared::new(&uniform).layout("*ooi").split([4, 3, 1]);
    tensor::<f64>(text, "w", &[3, 4, 2, 5], &declared);
    let declared = Declared::new(&outputs).layout("iooo").split(2);
    tensor::<f32>(text, "w", &[5, 2, 3, 2], &declared);
    let declared = Declared::new(&outputs).layout("xiio").groups(2);
    tensor::<f32>(text, "w", &[3, 2, 2, 8], &declared);
    tensor::<f64>(
        text,
        "q",
        &[8, 5],
        &Declared::new(&matrices).split([4, 3, 1]),
    );
    tensor::<f64>(text, "q", &[3, 2, 4], &Declared::new(&matrix).layout("iio"));
    tensor::<f32>(text, "table", &[50, 6], &Declared::new(&lecun).embedding());
    let declared = Declared::new(&table).layout("ooi").padding_index([1, 4]);
    tensor::<f32>(text, "table", &[2, 3, 4], &declared);
}

/// Layers that are made as a whole, one after the other.
pub(super) fn stacks(text: &mut String) {
    let (matrix, delta, one) = (orthogonal(), delta_orthogonal(), identity());
    let (few, kernel) = (sparse().sparsity(0.3), dirac());
    tensor::<f64>(text, "q", &[3, 4, 5], &Declared::new(&matrix).layout("*oi"));
    tensor::<f32>(
        text,
        "q",
        &[3, 2, 4, 3],
        &Declared::new(&delta).layout("*iox"),
    );
    tensor::<f32>(text, "s", &[2, 7, 3], &Declared::new(&few).layout("*oi"));
    tensor::<f32>(
        text,
        "e",
        &[2, 2, 3, 2],
        &Declared::new(&one).layout("**io"),
    );
    let declared = Declared::new(&kernel).layout("*oix").groups(2);
    tensor::<f32>(text, "e", &[2, 4, 2, 3], &declared);
}

/// Weights whose law follows the width.
pub(super) fn widths(text: &mut String) {
    let (kaiming, xavier) = (kaiming_normal(), xavier_uniform());
    let (cut, spectral) = (truncated_normal().std(0.02), spectral_normal().gain(2));
    let declared = Declared::new(&kaiming).mup(MupRole::Hidden).base_fan_in(10);
    tensor::<f64>(text, "w", &[7, 40], &declared);
    let declared = Declared::new(&cut).mup(MupRole::Hidden).base_fan_in(16);
    tensor::<f32>(text, "w", &[7, 40], &declared);
    let declared = Declared::new(&xavier).mup(MupRole::Input).base_fan_out(3);
    tensor::<f32>(text, "w", &[7, 40], &declared);
    tensor::<f64>(text, "w", &[7, 40], &Declared::new(&spectral));
}

/// Initializers made of others.
pub(super) fn compositions(text: &mut String) {
    let near = identity().scale(0.5).add(normal().std(0.01));
    tensor::<f32>(text, "c", &[5, 4], &Declared::new(&near));
    let both = xavier_uniform().add(xavier_uniform());
    tensor::<f64>(text, "c", &[4, 30], &Declared::new(&both).layout("io"));
    let law = truncated_normal().std(0.02).scale(3);
    tensor::<f32>(text, "w", &[300], &Declared::new(&law));
    let law = orthogonal().scale(0.5);
    tensor::<f64>(text, "q", &[5, 4], &Declared::new(&law));
}
