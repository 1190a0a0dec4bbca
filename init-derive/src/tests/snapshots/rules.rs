#[derive(Initialize)]
#[init(bound = "T: Parameters")]
struct Statistics<T: Clone> {
    #[init(parameter, buffer)]
    mean: T,
}

// The derive writes:

#[automatically_derived]
impl<T: Clone> ::init_core::Initialize for Statistics<T>
where
    T: Parameters,
{
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::Visitor) {
        let () = ::init_core::keyword::bound;
        __visitor.module("Statistics");
        {
            let __component = ::init_core::Component::field("mean");
            let __declared = ::init_core::Declared::parameter().buffer();
            <T as ::init_core::Parameters>::visit(
                &self.mean,
                &__component,
                &__declared,
                __visitor,
            );
        }
    }
    fn visit_parameters_mut(&mut self, __visitor: &mut dyn ::init_core::VisitorMut) {
        let () = ::init_core::keyword::bound;
        __visitor.module("Statistics");
        {
            let __component = ::init_core::Component::field("mean");
            let __declared = ::init_core::Declared::parameter().buffer();
            <T as ::init_core::Parameters>::visit_mut(
                &mut self.mean,
                &__component,
                &__declared,
                __visitor,
            );
        }
    }
}
