//! The initializers of particular layers.

use half::f16;
use init_core::initializer::{
    S4dVariant, Scaling, Side, Window, a_log, alibi_slopes, array, bilinear, chrono, dt_bias,
    hadamard, hippo, icnr, identity, prior_bias, s4d, sincos, siren, sparse, stft,
};
use init_core::walk::Declared;

use super::tensor;

/// The initializers of particular layers.
pub(super) fn layers(text: &mut String) {
    tensor::<f32>(
        text,
        "i",
        &[4, 3],
        &Declared::new(&identity().gain(0.5).shift(2)),
    );
    let rows = sparse().sparsity(0.3).per_row();
    tensor::<f32>(text, "s", &[9, 5], &Declared::new(&rows));
    tensor::<f16>(
        text,
        "a",
        &[2, 3],
        &Declared::new(&array([0.485, 0.456, 0.406])),
    );
    let gates = array([0.0, 1.0, 0.0, -0.5]).per_part();
    tensor::<f32>(text, "a", &[8], &Declared::new(&gates));
    tensor::<f64>(text, "b", &[2, 2, 4], &Declared::new(&bilinear()));
    let down = bilinear().normalized();
    tensor::<f32>(text, "b", &[6, 1, 3, 5], &Declared::new(&down).groups(6));
    let transposed = Declared::new(&down).layout("iohw").groups(2);
    tensor::<f64>(text, "b", &[4, 2, 4, 3], &transposed);
    tensor::<f32>(text, "p", &[8, 3, 3, 3], &Declared::new(&icnr().factor(2)));
    tensor::<f64>(
        text,
        "p",
        &[6, 3, 5],
        &Declared::new(&icnr().factor(3).gain(1)),
    );
    tensor::<f64>(text, "h", &[5, 3], &Declared::new(&hadamard()));
    tensor::<f32>(text, "h", &[3, 5], &Declared::new(&hadamard()));
    tensor::<f32>(text, "h", &[6, 2, 4, 3], &Declared::new(&hadamard()));
    tensor::<f32>(text, "siren", &[10, 4], &Declared::new(&siren()));
    tensor::<f64>(
        text,
        "siren",
        &[10, 4],
        &Declared::new(&siren().omega(1).first()),
    );
    tensor::<f64>(text, "t", &[40, 8], &Declared::new(&sincos().interleaved()));
    tensor::<f32>(text, "t", &[1, 12, 8], &Declared::new(&sincos().width(4)));
    let grid = sincos().base(100).width(4).endpoint();
    tensor::<f64>(text, "t", &[12, 8], &Declared::new(&grid));
    tensor::<f64>(text, "slopes", &[8], &Declared::new(&alibi_slopes()));
    tensor::<f32>(text, "slopes", &[12, 1], &Declared::new(&alibi_slopes()));
    tensor::<f32>(text, "bias", &[7], &Declared::new(&prior_bias()));
    tensor::<f64>(
        text,
        "bias",
        &[7],
        &Declared::new(&prior_bias().probability(0.01)),
    );
    tensor::<f64>(text, "bias", &[20], &Declared::new(&chrono().steps(100)));
    tensor::<f32>(text, "bias", &[40], &Declared::new(&dt_bias()));
    let steps = dt_bias().low(0.5).high(2).floor(1);
    tensor::<f64>(text, "bias", &[9], &Declared::new(&steps));
    tensor::<f64>(text, "A", &[2, 16], &Declared::new(&a_log()));
    tensor::<f32>(text, "A", &[24], &Declared::new(&a_log().low(1).high(16)));
    for variant in [
        S4dVariant::Lin,
        S4dVariant::Inv,
        S4dVariant::Inv2,
        S4dVariant::Quad,
        S4dVariant::Legs,
    ] {
        let parts = s4d().variant(variant);
        tensor::<f64>(text, "A", &[2, 6], &Declared::new(&parts));
    }
    tensor::<f64>(text, "f", &[5, 1, 7], &Declared::new(&stft()));
    let sines = stft().side(Side::Imag);
    let spectrum = sines.window(Window::Hamming).scaling(Scaling::Spectrum);
    tensor::<f32>(text, "f", &[3, 2, 6], &Declared::new(&spectrum));
    let plain = sines
        .window(Window::Blackman)
        .scaling(Scaling::None)
        .periodic();
    tensor::<f64>(text, "f", &[4, 1, 5], &Declared::new(&plain));
    tensor::<f64>(text, "A", &[6, 6], &Declared::new(&hippo()));
    tensor::<f64>(text, "A", &[6], &Declared::new(&hippo()));
}

/// The same in stacks, along several axes, and in unequal parts.
pub(super) fn stacks(text: &mut String) {
    let kernel = bilinear();
    let stack = Declared::new(&kernel).layout("*oix").groups(2);
    tensor::<f32>(text, "b", &[2, 4, 2, 3], &stack);
    let matrix = hadamard();
    let heads = Declared::new(&matrix).layout("ioo");
    tensor::<f64>(text, "h", &[3, 2, 3], &heads);
    let shuffled = icnr().factor(2);
    let stack = Declared::new(&shuffled).layout("*oix");
    tensor::<f64>(text, "p", &[2, 4, 3, 3], &stack);
    let numbers = array([1.0, 0.5, -2.0]).per_part();
    let parts = Declared::new(&numbers).layout("*oi").split([3, 1, 2]);
    tensor::<f32>(text, "a", &[2, 6, 2], &parts);
    let waves = stft();
    let stack = Declared::new(&waves).layout("x*io");
    tensor::<f64>(text, "f", &[4, 2, 1, 3], &stack);
}
