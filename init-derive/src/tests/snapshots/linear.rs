#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal)]
    weight: [[f32; 300]; 10],
    #[init(zeros)]
    bias: [f32; 10],
}

// The derive writes:

#[automatically_derived]
impl ::init_core::Initialize for Linear {
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::walk::Visitor) {
        __visitor.module("Linear");
        {
            let __component = ::init_core::walk::Component::field("weight");
            let __initializer = ::init_core::initializer::kaiming_normal();
            let __declared = ::init_core::walk::Declared::new(&__initializer);
            <[[f32; 300]; 10] as ::init_core::walk::Parameters>::visit(
                &self.weight,
                &__component,
                &__declared,
                __visitor,
            );
        }
        {
            let __component = ::init_core::walk::Component::field("bias");
            let __initializer = ::init_core::initializer::zeros();
            let __declared = ::init_core::walk::Declared::new(&__initializer);
            <[f32; 10] as ::init_core::walk::Parameters>::visit(
                &self.bias,
                &__component,
                &__declared,
                __visitor,
            );
        }
    }
    fn visit_parameters_mut(
        &mut self,
        __visitor: &mut dyn ::init_core::walk::VisitorMut,
    ) {
        __visitor.module("Linear");
        {
            let __component = ::init_core::walk::Component::field("weight");
            let __initializer = ::init_core::initializer::kaiming_normal();
            let __declared = ::init_core::walk::Declared::new(&__initializer);
            <[[f32; 300]; 10] as ::init_core::walk::Parameters>::visit_mut(
                &mut self.weight,
                &__component,
                &__declared,
                __visitor,
            );
        }
        {
            let __component = ::init_core::walk::Component::field("bias");
            let __initializer = ::init_core::initializer::zeros();
            let __declared = ::init_core::walk::Declared::new(&__initializer);
            <[f32; 10] as ::init_core::walk::Parameters>::visit_mut(
                &mut self.bias,
                &__component,
                &__declared,
                __visitor,
            );
        }
    }
}
