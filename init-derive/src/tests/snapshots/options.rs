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

#[automatically_derived]
impl<'a> ::weights::Initialize for Fused<'a> {
    fn visit_parameters(&self, __visitor: &mut dyn ::weights::Visitor) {
        __visitor.module("Fused");
        {
            let __component = ::weights::Component::field("weight");
            #[allow(unused_variables)]
            let layer = __visitor.layer(&__component);
            let __initializer = ::weights::initializer::normal()
                .std(self.std / layer.count as f64);
            let __declared = ::weights::Declared::new(&__initializer)
                .shape((self.width, 4))
                .layout("io");
            <&'a mut [f32] as ::weights::Parameters<
                ::weights::parameter::Declares,
            >>::visit(&self.weight, &__component, &__declared, __visitor);
        }
    }
    fn visit_parameters_mut(&mut self, __visitor: &mut dyn ::weights::VisitorMut) {
        __visitor.module("Fused");
        {
            let __component = ::weights::Component::field("weight");
            #[allow(unused_variables)]
            let layer = __visitor.layer(&__component);
            let __initializer = ::weights::initializer::normal()
                .std(self.std / layer.count as f64);
            let __declared = ::weights::Declared::new(&__initializer)
                .shape((self.width, 4))
                .layout("io");
            <&'a mut [f32] as ::weights::Parameters<
                ::weights::parameter::Declares,
            >>::visit_mut(&mut self.weight, &__component, &__declared, __visitor);
        }
    }
}
