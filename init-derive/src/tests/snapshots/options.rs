#[derive(Initialize)]
#[init(crate = ::weights)]
struct Fused<'a> {
    #[init(normal, std = self.std / layer.count as f64, shape = (self.width, 4), layout = "io")]
    weight: &'a mut [f32],
    #[init(skip)]
    width: usize,
    #[init(skip)]
    std: f64,
}

// The derive writes:

const _: () = {
    use ::weights as __init_core;
    #[automatically_derived]
    impl<'a> __init_core::Initialize for Fused<'a> {
        fn visit_parameters(&self, __visitor: &mut dyn __init_core::walk::Visitor) {
            __visitor.module("Fused");
            {
                let __component = __init_core::walk::Component::field("weight");
                let layer = __visitor.layer(&__component, 1usize);
                let _ = layer;
                let __initializer = __init_core::initializer::normal()
                    .std((*self).std / layer.count as f64);
                let __declared = __init_core::walk::Declared::new(&__initializer)
                    .shape(((*self).width, 4))
                    .layout("io");
                <&'a mut [f32] as __init_core::walk::Parameters<
                    __init_core::walk::DeclaredShape,
                >>::visit(&self.weight, &__component, &__declared, __visitor);
            }
            let () = __init_core::hidden::keyword::skip;
            let () = __init_core::hidden::keyword::skip;
        }
        fn visit_parameters_mut(
            &mut self,
            __visitor: &mut dyn __init_core::walk::VisitorMut,
        ) {
            __visitor.module("Fused");
            {
                let __component = __init_core::walk::Component::field("weight");
                let layer = __visitor.layer(&__component, 1usize);
                let _ = layer;
                let __initializer = __init_core::initializer::normal()
                    .std((*self).std / layer.count as f64);
                let __declared = __init_core::walk::Declared::new(&__initializer)
                    .shape(((*self).width, 4))
                    .layout("io");
                <&'a mut [f32] as __init_core::walk::Parameters<
                    __init_core::walk::DeclaredShape,
                >>::visit_mut(&mut self.weight, &__component, &__declared, __visitor);
            }
            let () = __init_core::hidden::keyword::skip;
            let () = __init_core::hidden::keyword::skip;
        }
    }
};
