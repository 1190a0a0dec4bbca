//! Names of the user's that the generated code could refer to by mistake: it refers to none of
//! them.

use init_core::{Initialize, Reset};

use super::{paths, planned, reset};

#[derive(Initialize)]
#[allow(clippy::struct_field_names)]
struct Fields {
    #[init(ones)]
    visitor: [f32; 1],
    #[init(ones)]
    __visitor: [f32; 1],
    #[init(ones)]
    layer: [f32; 1],
    #[init(ones)]
    rng: [f32; 1],
    #[init(ones)]
    self_: [f32; 1],
    #[init(ones)]
    __declared: [f32; 1],
    #[init(ones)]
    __component: [f32; 1],
    #[init(ones)]
    __initializer: [f32; 1],
    #[init(ones)]
    init: [f32; 1],
    #[init(ones)]
    zeros: [f32; 1],
}

#[test]
fn fields_are_called_as_the_generated_code_calls_things() {
    let one = [0.0];
    let mut model = Fields {
        visitor: one,
        __visitor: one,
        layer: one,
        rng: one,
        self_: one,
        __declared: one,
        __component: one,
        __initializer: one,
        init: one,
        zeros: one,
    };
    assert_eq!(paths(&model).len(), 10);
    reset(&mut model);
    assert_eq!(
        (model.visitor, model.layer, model.rng),
        ([1.0], [1.0], [1.0])
    );
}

#[derive(Initialize)]
struct Raw {
    #[init(r#zeros)]
    r#type: [f32; 1],
    #[init(normal, r#std = 0.5)]
    r#match: [f32; 1],
    r#dyn: r#Module,
}

#[derive(Initialize)]
struct r#Module {
    #[init(ones)]
    r#fn: [f32; 1],
}

#[derive(Initialize)]
#[allow(non_camel_case_types)]
struct r#struct {
    #[init(ones)]
    weight: [f32; 1],
}

#[test]
fn raw_identifiers_lose_their_prefix() {
    let model = Raw {
        r#type: [0.0],
        r#match: [0.0],
        r#dyn: Module { r#fn: [0.0] },
    };
    assert_eq!(
        planned(&model),
        [
            "type [1] zeros",
            "match [1] normal, std = 0.5",
            "dyn.fn [1] ones",
        ]
    );
    let plan = r#struct { weight: [0.0] }.plan().unwrap();
    assert_eq!(plan.entries()[0].module(), Some("struct"));
}

/// Names of the prelude, the language and init-core, each meaning something else.
mod shadowed {
    #![allow(dead_code, non_camel_case_types)]

    use init_core as core;
    use init_core::Initialize;

    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct Vec;
    pub(super) struct Box;
    pub(super) struct String;
    pub(super) struct Into;
    pub(super) struct From;
    pub(super) struct f64;
    pub(super) struct usize;
    pub(super) struct str;
    pub(super) struct Component;
    pub(super) struct Parameters;
    pub(super) struct Parameter;
    pub(super) struct Initializer;
    pub(super) struct Visitor;
    pub(super) struct VisitorMut;
    pub(super) struct FanMode;
    pub(super) struct DeclaredShape;
    pub(super) fn zeros() {}
    pub(super) fn kaiming_normal() {}
    pub(super) mod initializer {}
    pub(super) mod parameter {}
    pub(super) mod std {}
    pub(super) mod alloc {}

    #[derive(Initialize)]
    pub(super) struct Plan {
        #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu")]
        pub(super) weight: [[f32; 2]; 2],
        #[init(zeros, shape = 2, name = "b")]
        pub(super) bias: ::std::vec::Vec<f32>,
        pub(super) inner: Declared,
        #[init(skip)]
        pub(super) string: String,
    }

    #[derive(Initialize)]
    pub(super) struct Declared {
        #[init(ones)]
        pub(super) scale: [f32; 1],
    }

    #[derive(Initialize)]
    pub(super) enum Walk {
        Visitor(#[init(ones)] [f32; 1]),
        Some,
    }

    pub(super) use core::Initialize as Renamed;
}

#[test]
fn the_users_types_are_called_as_those_of_the_prelude_and_of_init_core() {
    use shadowed::Renamed as _;

    let mut model = shadowed::Plan {
        weight: [[0.0; 2]; 2],
        bias: vec![9.0; 2],
        inner: shadowed::Declared { scale: [0.0] },
        string: shadowed::String,
    };
    assert_eq!(paths(&model), ["weight", "b", "inner.scale"]);
    reset(&mut model);
    assert_eq!((model.bias, model.inner.scale), (vec![0.0; 2], [1.0]));
    assert!(shadowed::Walk::Some.plan().is_ok());
    assert_eq!(paths(&shadowed::Walk::Visitor([0.0])), ["0"]);
}

/// A trait of the user's with the methods of the generated code.
#[allow(dead_code)]
trait Shadow {
    fn enter(&mut self) {}
    fn leave(&mut self) {}
    fn module(&self) {}
    fn visit(&self) {}
    fn visit_mut(&mut self) {}
    fn name(&self) {}
    fn stream(&self) {}
    fn std(&self) {}
    fn visit_parameters(&self) {}
}
impl<T: ?Sized> Shadow for T {}

#[derive(Initialize)]
struct Shadowed {
    #[init(normal, std = 0.5, name = "w", stream = "v")]
    weight: [f32; 1],
    inner: Inner,
}

#[derive(Initialize)]
struct Inner {
    #[init(ones)]
    scale: [f32; 1],
}

impl Inner {
    #[expect(clippy::unused_self, reason = "it stands beside the trait's method")]
    fn visit_parameters(&self) -> usize {
        1
    }
}

#[test]
fn methods_of_the_user_are_never_called_by_the_generated_code() {
    let mut model = Shadowed {
        weight: [0.0],
        inner: Inner { scale: [0.0] },
    };
    assert_eq!(paths(&model), ["w", "inner.scale"]);
    Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(
        (model.inner.scale, model.inner.visit_parameters()),
        ([1.0], 1)
    );
    Shadow::enter(&mut model);
}
