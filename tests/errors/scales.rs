//! Fused weights of other lengths, roles in muP without what they need, and functions without a gain.

use init_core::initializer::{Nonlinearity, Pass, kaiming_normal, normal, ones, orthogonal};
use init_core::tensor::MupRole;
use init_core::walk::Declared;

use crate::{UNTOUCHED, refused};

const MATRIX: [[f32; 4]; 6] = [[UNTOUCHED; 4]; 6];

#[test]
fn parts_fill_their_axis() {
    let law = normal();
    for (split, sum) in [([3, 2, 2], 7), ([4, 1, 2], 7), ([6, 0, 1], 7)] {
        let lengths = split.map(|length| length.to_string()).join(", ");
        assert_eq!(
            refused(MATRIX, &Declared::new(&law).split(split)),
            format!(
                "`split = ({lengths})` is {sum} together, but the `o` axis has the length 6\n  \
                 help: write the length of each part, at least 1, or their number: `split = 3`"
            )
        );
    }
    let error = refused(MATRIX, &Declared::new(&law).split([5, 0, 1]));
    assert!(
        error.starts_with("`split = (5, 0, 1)` is 6 together"),
        "{error}"
    );
}

#[test]
fn a_role_needs_the_base_of_the_fan_that_grows() {
    let law = normal();
    for (role, key) in [
        (MupRole::Input, "base_fan_out"),
        (MupRole::Hidden, "base_fan_in"),
        (MupRole::Output, "base_fan_in"),
    ] {
        let name = role.name();
        assert_eq!(
            refused(MATRIX, &Declared::new(&law).mup(role)),
            format!(
                "`mup = \"{name}\"` needs `{key}`, the fan at the base width\n  \
                 help: write e.g. `{key} = 256`"
            )
        );
    }
    assert_eq!(
        refused(MATRIX, &Declared::new(&law).base_fan_out(3)),
        "`base_fan_out` is a fan at the base width of muP, but the field has no role in it\n  \
         help: write `mup = \"hidden\"`, `\"input\"` or `\"output\"` beside it, or leave it out"
    );
    for base in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let declared = Declared::new(&law).mup(MupRole::Hidden).base_fan_in(base);
        let error = refused(MATRIX, &declared);
        assert!(
            error.starts_with("`base_fan_in` must be finite and positive"),
            "{error}"
        );
    }
}

#[test]
fn a_hidden_weight_is_a_law_of_mean_0() {
    let matrix = orthogonal();
    let declared = Declared::new(&matrix).mup(MupRole::Hidden).base_fan_in(2);
    assert_eq!(
        refused(MATRIX, &declared),
        "`mup` changes a law with the width, but these values are made or drawn\n  \
         help: leave `mup` out: write what they are at every width"
    );
    let shifted = normal().mean(1.0);
    let ones = ones();
    for declared in [Declared::new(&shifted), Declared::new(&ones)] {
        assert_eq!(
            refused(MATRIX, &declared.mup(MupRole::Hidden).base_fan_in(2)),
            "a hidden weight of muP has the mean 0\n  \
             help: write a law of mean 0, or the role `mup = \"input\"`"
        );
    }
}

fn message(function: fn(f64) -> f64, pass: Pass) -> String {
    let law = kaiming_normal();
    let law = law
        .nonlinearity(Nonlinearity::Function(function))
        .pass(pass);
    let text = refused(MATRIX, &Declared::new(&law));
    let (text, help) = text.split_once("\n  help: ").unwrap();
    assert_eq!(
        help,
        "give a function that is finite for every number and not 0 everywhere, or write `gain = …`"
    );
    text.to_owned()
}

#[test]
fn a_function_without_a_mean_square_has_no_gain() {
    let nan = message(f64::ln, Pass::Forward);
    assert!(
        nan.starts_with("the function of `nonlinearity` gives `NaN` at `-"),
        "{nan}"
    );
    let infinite = message(|x| if x < 2.0 { x } else { f64::INFINITY }, Pass::Forward);
    assert!(
        infinite.starts_with("the function of `nonlinearity` gives `inf` at `"),
        "{infinite}"
    );
    assert_eq!(
        message(|_| 0.0, Pass::Forward),
        "the function of `nonlinearity` has the mean square `0.0`, which no gain restores"
    );
    assert_eq!(
        message(|_| 2.0, Pass::Backward),
        "the derivative of the function of `nonlinearity` has the mean square `0.0`, which no gain restores"
    );
    assert_eq!(
        message(|x| (x * x).exp(), Pass::Forward),
        "the function of `nonlinearity` has no finite mean square"
    );
    assert_eq!(
        message(|x| f64::from(u8::from(x > 0.3)), Pass::Backward),
        "the derivative of the function of `nonlinearity` has no finite mean square"
    );
}
