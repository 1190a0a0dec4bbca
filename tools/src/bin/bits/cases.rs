//! What is filled.

use init_core::Initializer;
use init_core::initializer::{
    constant, delta_orthogonal, dirac, identity, kaiming_normal, kaiming_uniform, lecun_normal,
    normal, orthogonal, sparse, truncated_normal, uniform, variance_scaling, with, xavier_normal,
    xavier_uniform,
};

/// A tensor and its law.
pub(crate) struct Case {
    /// Also the path, and so the stream.
    pub(crate) name: &'static str,
    pub(crate) law: Box<dyn Initializer>,
    pub(crate) shape: Vec<usize>,
    pub(crate) layout: Option<&'static str>,
}

fn case(
    name: &'static str,
    law: impl Initializer + 'static,
    shape: impl Into<Vec<usize>>,
    layout: Option<&'static str>,
) -> Case {
    Case {
        name,
        law: Box::new(law),
        shape: shape.into(),
        layout,
    }
}

/// No whole number of tiles.
const SHORT: [usize; 2] = [61, 83];

/// More values than one thread takes at once.
const LONG: [usize; 2] = [257, 263];

pub(crate) fn cases() -> Vec<Case> {
    [elementary(), truncated(), schemes(), made()]
        .into_iter()
        .flatten()
        .collect()
}

fn elementary() -> Vec<Case> {
    vec![
        case("constant", constant(0.1), [1000], None),
        case("uniform", uniform().low(-1).high(1), LONG, None),
        case("uniform_01", uniform(), SHORT, None),
        case(
            "uniform_narrow",
            uniform().low(1).high(1.000_001),
            SHORT,
            None,
        ),
        case("uniform_wide", uniform().low(-3e4).high(6e4), SHORT, None),
        case(
            "uniform_io",
            uniform().low(-0.3).high(0.7),
            SHORT,
            Some("io"),
        ),
        case("normal", normal(), LONG, None),
        case("normal_shifted", normal().mean(0.3).std(0.02), SHORT, None),
        case("normal_subnormal", normal().std(1e-40), SHORT, None),
        case("normal_least", normal().std(3e-308), SHORT, None),
        case("normal_io", normal(), SHORT, Some("io")),
        case("normal_hwio", normal(), [3, 5, 7, 11], Some("hwio")),
        case("normal_stacked", normal(), [4, 6, 10], Some("i*o")),
    ]
}

fn truncated() -> Vec<Case> {
    let between = |low: f64, high: f64| truncated_normal().low(low).high(high);
    vec![
        case("truncated", truncated_normal(), SHORT, None),
        case("truncated_002", truncated_normal().std(0.02), SHORT, None),
        case(
            "truncated_asymmetric",
            between(-0.5, 1.9).mean(0.1),
            LONG,
            None,
        ),
        case("truncated_far_and_wide", between(-3.0, 40.0), SHORT, None),
        case(
            "truncated_from_below",
            between(-1.0, f64::INFINITY),
            SHORT,
            None,
        ),
        case(
            "truncated_from_above",
            between(f64::NEG_INFINITY, -0.25),
            SHORT,
            None,
        ),
        case(
            "truncated_nowhere",
            between(f64::NEG_INFINITY, f64::INFINITY),
            SHORT,
            None,
        ),
        case("truncated_narrow", between(0.0, 1e-3), SHORT, None),
        case("truncated_tail", between(3.5, 4.5), SHORT, None),
        case("truncated_far", between(8.0, 9.0), SHORT, None),
        case(
            "truncated_farther",
            between(-60.0, -50.0).mean(0.5).std(2),
            SHORT,
            None,
        ),
        case(
            "truncated_half_line",
            between(12.0, f64::INFINITY),
            SHORT,
            None,
        ),
        case("truncated_farthest", between(1e5, 1e5 + 1e-3), SHORT, None),
        case("truncated_io", between(-0.5, 1.9), SHORT, Some("io")),
    ]
}

fn schemes() -> Vec<Case> {
    vec![
        case("kaiming_normal", kaiming_normal(), [67, 131], None),
        case("kaiming_uniform", kaiming_uniform(), [64, 3, 3, 3], None),
        case(
            "kaiming_hwio",
            kaiming_normal(),
            [3, 3, 16, 32],
            Some("hwio"),
        ),
        case("xavier_normal", xavier_normal(), [67, 131], None),
        case(
            "xavier_uniform",
            xavier_uniform().gain(1.7),
            [67, 131],
            None,
        ),
        case("lecun_normal", lecun_normal(), [131, 67], Some("io")),
        case(
            "variance_scaling",
            variance_scaling().scale(0.7),
            [67, 131],
            None,
        ),
    ]
}

fn made() -> Vec<Case> {
    vec![
        case("orthogonal_tall", orthogonal(), [173, 65], None),
        case("orthogonal_wide", orthogonal().gain(1.5), [65, 173], None),
        case("orthogonal_square", orthogonal(), [200, 200], Some("io")),
        case(
            "orthogonal_hwio",
            orthogonal(),
            [3, 2, 10, 17],
            Some("hwio"),
        ),
        case("delta_orthogonal", delta_orthogonal(), [40, 30, 3, 3], None),
        case("sparse", sparse().sparsity(0.3), [100, 60], None),
        case(
            "sparse_io",
            sparse().sparsity(0.9).std(1),
            [100, 60],
            Some("io"),
        ),
        case("identity", identity(), [20, 30], None),
        case("dirac", dirac(), [20, 10, 3, 3], None),
        case(
            "with_normal",
            with(|_, stream| stream.normal()),
            [30, 40],
            None,
        ),
        case(
            "with_uniform",
            with(|_, stream| stream.uniform()),
            [30, 40],
            Some("io"),
        ),
    ]
}
