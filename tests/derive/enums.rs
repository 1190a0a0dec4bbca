//! Enums: the active variant is the module.

use init_core::{Initialize, Initializer};

use super::{paths, planned, reset, std_of};

#[derive(Initialize, Default)]
enum Norm {
    Layer {
        #[init(ones)]
        scale: [f32; 4],
        #[init(zeros)]
        shift: [f32; 4],
    },
    Scale(#[init(constant = 0.5)] [f32; 2], #[init(skip)] f64),
    Nested(Box<Norm>),
    // The attribute of another derive is not this one's to judge.
    #[default]
    None,
}

#[test]
fn the_fields_of_the_variant_are_the_parameters() {
    let layer = Norm::Layer {
        scale: [0.0; 4],
        shift: [9.0; 4],
    };
    assert_eq!(planned(&layer), ["scale [4] ones", "shift [4] zeros"]);
    assert_eq!(
        planned(&Norm::Scale([0.0; 2], 1.0)),
        ["0 [2] constant = 0.5"]
    );
    assert!(paths(&Norm::default()).is_empty());
}

#[test]
fn the_fields_of_the_variant_are_written() {
    let mut norm = Norm::Scale([0.0; 2], 1.0);
    reset(&mut norm);
    let Norm::Scale(scale, kept) = norm else {
        panic!()
    };
    assert_eq!((scale, kept), ([0.5; 2], 1.0));
}

#[test]
fn a_variant_adds_no_component_to_the_path_but_its_field_does() {
    let inner = Norm::Layer {
        scale: [0.0; 4],
        shift: [0.0; 4],
    };
    assert_eq!(
        paths(&Norm::Nested(Box::new(inner))),
        ["0.scale", "0.shift"]
    );
}

#[derive(Initialize)]
enum Never {}

#[derive(Initialize)]
struct HoldsNever {
    never: Option<Never>,
    #[init(ones)]
    scale: [f32; 1],
}

#[test]
fn an_empty_enum_is_a_module() {
    assert_eq!(
        paths(&HoldsNever {
            never: None,
            scale: [0.0]
        }),
        ["scale"]
    );
}

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(normal, std = std / (*width as f64).sqrt(), shape = (*width, 2))]
        weight: Vec<f32>,
        #[init(constant = bias.len() as f64, shape = bias.len())]
        bias: Vec<f32>,
        #[init(skip)]
        width: usize,
        #[init(skip)]
        std: f64,
    },
    Drawn {
        #[init(with = |index: &[usize], _: &mut init_core::Stream| table[index[0]])]
        weight: [f64; 3],
        #[init(skip)]
        table: [f64; 3],
    },
}

#[test]
fn sibling_fields_stand_by_their_names() {
    let mut head = Head::Dense {
        weight: vec![0.0; 8],
        bias: vec![0.0; 3],
        width: 4,
        std: 0.5,
    };
    assert_eq!(planned(&head)[0], "weight [4, 2] normal, std = 0.25");
    assert_eq!(std_of(&head, "weight"), 0.25);
    reset(&mut head);
    let Head::Dense {
        bias, width, std, ..
    } = head
    else {
        panic!()
    };
    assert_eq!((bias, width, std), (vec![3.0; 3], 4, 0.5));
}

#[test]
fn a_closure_may_read_a_sibling_field() {
    let mut head = Head::Drawn {
        weight: [0.0; 3],
        table: [1.0, 2.0, 3.0],
    };
    reset(&mut head);
    let Head::Drawn { weight, table } = head else {
        panic!()
    };
    assert_eq!(weight, table);
}

#[derive(Initialize)]
enum Shadowing {
    #[allow(dead_code)]
    Fields {
        /// `len` is also a method in an expression, and `f64` a type.
        #[init(constant = values.len() as f64)]
        scale: [f32; 1],
        #[init(skip)]
        values: Vec<u8>,
        #[init(skip)]
        len: usize,
        #[init(skip)]
        __visitor: u8,
    },
}

#[test]
fn a_sibling_that_an_expression_names_otherwise_does_no_harm() {
    let mut model = Shadowing::Fields {
        scale: [0.0],
        values: vec![1, 2],
        len: 9,
        __visitor: 0,
    };
    reset(&mut model);
    let Shadowing::Fields { scale, .. } = model;
    assert_eq!(scale, [2.0]);
}

#[derive(Initialize)]
enum Generic<T, const N: usize>
where
    T: Initialize,
{
    Owned(T, [T; N]),
    Raw {
        #[init(ones)]
        r#type: [f32; N],
    },
}

#[derive(Initialize)]
enum View<'a, T> {
    Module(&'a mut T),
    Memory {
        #[init(ones, shape = (*rows, 2))]
        data: &'a mut [f32],
        #[init(skip)]
        rows: usize,
    },
}

#[test]
fn enums_have_generics_lifetimes_and_raw_identifiers() {
    let norm = || Norm::Scale([0.0; 2], 0.0);
    let owned = Generic::<Norm, 2>::Owned(norm(), [norm(), norm()]);
    assert_eq!(paths(&owned), ["0.0", "1.0.0", "1.1.0"]);
    let raw = Generic::<Norm, 3>::Raw { r#type: [0.0; 3] };
    assert_eq!(paths(&raw), ["type"]);
    let mut inner = norm();
    reset(&mut View::Module(&mut inner));
    assert!(matches!(inner, Norm::Scale([0.5, 0.5], _)));
    let mut memory = [0.0; 4];
    let data = &mut memory;
    let mut view: View<'_, Norm> = View::Memory { data, rows: 2 };
    reset(&mut view);
    assert_eq!(memory, [1.0; 4]);
}

#[repr(u8)]
#[derive(Initialize)]
enum Discriminants {
    One = 1,
    Two(#[init(ones)] [f32; 1]) = 7,
}

#[test]
fn enums_have_discriminants() {
    assert!(paths(&Discriminants::One).is_empty());
    assert_eq!(paths(&Discriminants::Two([0.0])), ["0"]);
}

#[derive(Initialize)]
enum Boxed {
    Module(Box<dyn Initialize>),
    Custom {
        #[init(initializer = &**law)]
        weight: [f32; 4],
        #[init(skip)]
        law: Box<dyn Initializer>,
    },
}

#[test]
fn a_variant_holds_dynamic_modules_and_initializers() {
    let mut module = Boxed::Module(Box::new(Norm::Scale([0.0; 2], 0.0)));
    assert_eq!(paths(&module), ["0.0"]);
    reset(&mut module);
    let law = Box::new(init_core::initializer::constant(4.0));
    let mut custom = Boxed::Custom {
        weight: [0.0; 4],
        law,
    };
    reset(&mut custom);
    let Boxed::Custom { weight, .. } = custom else {
        panic!()
    };
    assert_eq!(weight, [4.0; 4]);
}
