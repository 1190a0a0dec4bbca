#[derive(Initialize)]
#[init(at = "**.bias", rank = 1, normal, std = self.1 / layer.count as f64)]
struct Net(Fc, #[init(skip)] f64);

// The derive writes:

#[automatically_derived]
impl ::init_core::Initialize for Net {
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::walk::Visitor) {
        __visitor.module("Net");
        {
            let __rules = [
                ::init_core::Rule::at("**.bias")
                    .rank(1)
                    .of("Net", ::core::module_path!())
                    .choose_here(|__found: &::init_core::rules::Found<'_>| {
                        let layer = __found.layers(1usize);
                        let _ = layer;
                        ::init_core::initializer::normal()
                            .std((*self).1 / layer.count as f64)
                    }),
            ];
            let mut __ruled = ::init_core::rules::Ruled::new(&__rules, &mut *__visitor);
            {
                let __visitor: &mut dyn ::init_core::walk::Visitor = &mut __ruled;
                __visitor.enter(::init_core::walk::Component::field("0"));
                <Fc as ::init_core::Initialize>::visit_parameters(&self.0, __visitor);
                __visitor.leave();
                let () = ::init_core::hidden::keyword::skip;
            }
            __ruled.finish();
        }
    }
    fn visit_parameters_mut(
        &mut self,
        __visitor: &mut dyn ::init_core::walk::VisitorMut,
    ) {
        __visitor.module("Net");
        {
            let __rules = [
                ::init_core::Rule::at("**.bias")
                    .rank(1)
                    .of("Net", ::core::module_path!())
                    .choose_here(|__found: &::init_core::rules::Found<'_>| {
                        let layer = __found.layers(1usize);
                        let _ = layer;
                        ::init_core::initializer::normal()
                            .std((*self).1 / layer.count as f64)
                    }),
            ];
            let mut __ruled = ::init_core::rules::Ruled::new(&__rules, &mut *__visitor);
            {
                let __visitor: &mut dyn ::init_core::walk::VisitorMut = &mut __ruled;
                __visitor.enter(::init_core::walk::Component::field("0"));
                <Fc as ::init_core::Initialize>::visit_parameters_mut(
                    &mut self.0,
                    __visitor,
                );
                __visitor.leave();
                let () = ::init_core::hidden::keyword::skip;
            }
            __ruled.finish();
        }
    }
}
