#[derive(Initialize)]
struct Model<T> {
    layers: Vec<T>,
    #[init(name = "classifier", stream = "head")]
    head: Linear,
    #[init(skip)]
    depth: usize,
}

// The derive writes:

#[automatically_derived]
impl<T> ::init_core::Initialize for Model<T>
where
    Vec<T>: ::init_core::Initialize,
{
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::walk::Visitor) {
        __visitor.module("Model");
        __visitor.enter(::init_core::walk::Component::field("layers"));
        <Vec<T> as ::init_core::Initialize>::visit_parameters(&self.layers, __visitor);
        __visitor.leave();
        __visitor
            .enter(
                ::init_core::walk::Component::field("head")
                    .name("classifier")
                    .stream("head"),
            );
        <Linear as ::init_core::Initialize>::visit_parameters(&self.head, __visitor);
        __visitor.leave();
        let () = ::init_core::hidden::keyword::skip;
    }
    fn visit_parameters_mut(
        &mut self,
        __visitor: &mut dyn ::init_core::walk::VisitorMut,
    ) {
        __visitor.module("Model");
        __visitor.enter(::init_core::walk::Component::field("layers"));
        <Vec<
            T,
        > as ::init_core::Initialize>::visit_parameters_mut(&mut self.layers, __visitor);
        __visitor.leave();
        __visitor
            .enter(
                ::init_core::walk::Component::field("head")
                    .name("classifier")
                    .stream("head"),
            );
        <Linear as ::init_core::Initialize>::visit_parameters_mut(
            &mut self.head,
            __visitor,
        );
        __visitor.leave();
        let () = ::init_core::hidden::keyword::skip;
    }
}
