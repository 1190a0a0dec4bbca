//! Structs that `macro_rules!` writes, whole or in parts.

use init_core::Initialize;

use super::{paths, planned, reset, std_of};

macro_rules! linear {
    ($name:ident, $ty:ty, $outputs:literal, $std:expr, $mode:literal, $init:ident) => {
        #[derive(Initialize)]
        struct $name {
            #[init($init, mode = $mode)]
            weight: [[$ty; 4]; $outputs],
            #[init(normal, std = $std)]
            bias: [$ty; $outputs],
            #[init(skip)]
            width: f64,
        }
    };
}
linear!(Linear, f32, 8, 0.5 / self.width, "fan_out", kaiming_normal);

#[test]
fn fragments_of_every_kind_stand_in_an_attribute() {
    let model = Linear {
        weight: [[0.0; 4]; 8],
        bias: [0.0; 8],
        width: 2.0,
    };
    assert_eq!(
        planned(&model),
        [
            "weight [8, 4] kaiming_normal, mode = \"fan_out\"",
            "bias [8] normal, std = 0.25",
        ]
    );
}

macro_rules! writes_self_and_layer {
    ($name:ident) => {
        #[derive(Initialize)]
        struct $name {
            #[init(normal, std = self.scale / (layer.count as f64))]
            weight: [f32; 2],
            #[init(skip)]
            scale: f64,
        }
    };
}
writes_self_and_layer!(Written);

#[test]
fn self_and_layer_may_be_written_by_the_macro() {
    let written = || Written {
        weight: [0.0; 2],
        scale: 3.0,
    };
    assert_eq!(
        std_of(&vec![written(), written(), written()], "2.weight"),
        1.0
    );
}

macro_rules! takes_an_expression {
    ($name:ident, $std:expr, $index:expr) => {
        #[derive(Initialize)]
        struct $name {
            #[init(normal, std = $std)]
            weight: [f32; 2],
            #[init(constant = $index)]
            bias: [f32; 1],
            #[init(skip)]
            scale: f64,
        }
    };
}
takes_an_expression!(Taken, self.scale * 2.0, layer.index as f64);

#[test]
fn self_and_layer_may_be_given_to_the_macro() {
    let taken = || Taken {
        weight: [0.0; 2],
        bias: [9.0],
        scale: 3.0,
    };
    let mut model = [taken(), taken()];
    assert_eq!(std_of(&model, "0.weight"), 6.0);
    reset(&mut model);
    assert_eq!(model[1].bias, [1.0]);
}

macro_rules! takes_tokens {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $ty:ty = ($($word:tt)*)),* $(,)? }) => {
        #[derive(Initialize)]
        $(#[$attribute])*
        struct $name {
            $(#[init($($word)*)] $field: $ty,)*
        }
    };
}
takes_tokens! {
    #[allow(clippy::struct_field_names)]
    Tokens {
        first: [f32; 2] = (normal, std = 0.1),
        second: [f32; 3] = (zeros),
        third: Vec<f32> = (ones, shape = self.first.len()),
    }
}

#[test]
fn token_trees_stand_in_an_attribute() {
    let model = Tokens {
        first: [0.0; 2],
        second: [0.0; 3],
        third: vec![0.0; 2],
    };
    assert_eq!(
        planned(&model),
        [
            "first [2] normal, std = 0.1",
            "second [3] zeros",
            "third [2] ones"
        ]
    );
}

macro_rules! hygienic_local {
    ($name:ident, $value:expr) => {
        #[derive(Initialize)]
        struct $name {
            #[init(constant = { let local = 1.0; local + $value })]
            bias: [f32; 1],
        }
    };
}
const LOCAL: f64 = 10.0;
hygienic_local!(Hygienic, {
    let local = LOCAL;
    local * 2.0
});

#[test]
fn locals_of_a_macro_keep_their_hygiene() {
    let mut model = Hygienic { bias: [0.0] };
    reset(&mut model);
    assert_eq!(model.bias, [21.0]);
}

macro_rules! whole_attribute {
    ($(#[$attribute:meta] $field:ident),*) => {
        #[derive(Initialize)]
        struct WholeAttribute {
            $(#[$attribute] $field: [f32; 2],)*
        }
    };
}
whole_attribute!(
    #[init(ones)]
    first,
    #[init(constant = 2.0, name = "b")]
    second
);

#[test]
fn a_whole_attribute_comes_through_a_macro() {
    let model = WholeAttribute {
        first: [0.0; 2],
        second: [0.0; 2],
    };
    assert_eq!(planned(&model), ["first [2] ones", "b [2] constant = 2.0"]);
}

macro_rules! enum_of_variants {
    ($name:ident { $($variant:ident($std:expr)),* }) => {
        #[derive(Initialize)]
        enum $name {
            $($variant {
                #[init(normal, std = $std * scale)]
                weight: [f32; 2],
                #[init(skip)]
                scale: f64,
            },)*
        }
    };
}
enum_of_variants!(Variants { Small(0.5), Large(5.0) });

#[test]
fn an_enum_comes_through_a_macro() {
    assert_eq!(
        std_of(
            &Variants::Small {
                weight: [0.0; 2],
                scale: 2.0
            },
            "weight"
        ),
        1.0
    );
    assert_eq!(
        std_of(
            &Variants::Large {
                weight: [0.0; 2],
                scale: 2.0
            },
            "weight"
        ),
        10.0
    );
}

macro_rules! literals {
    ($name:literal, $stream:literal, $layout:literal) => {
        #[derive(Initialize)]
        struct Literals {
            #[init(lecun_normal, name = $name, stream = $stream, layout = $layout)]
            weight: [[f32; 2]; 3],
        }
    };
}
literals!("w", "v", "io");

#[test]
fn strings_come_as_fragments() {
    let model = Literals {
        weight: [[0.0; 2]; 3],
    };
    assert_eq!(paths(&model), ["w"]);
}
