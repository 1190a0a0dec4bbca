#[derive(Initialize)]
enum Norm {
    Scale {
        #[init(constant = *value)]
        scale: [f32; 4],
        #[init(skip)]
        value: f64,
    },
    None,
}

// The derive writes:

#[automatically_derived]
impl ::init_core::Initialize for Norm {
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::walk::Visitor) {
        __visitor.module("Norm");
        match self {
            Self::Scale { scale: __field_scale, value: __field_value, .. } => {
                {
                    let __component = ::init_core::walk::Component::field("scale");
                    let value = &*__field_value;
                    let _ = value;
                    let __initializer = ::init_core::initializer::constant(*value);
                    let __declared = ::init_core::walk::Declared::new(&__initializer);
                    <[f32; 4] as ::init_core::walk::Parameters>::visit(
                        __field_scale,
                        &__component,
                        &__declared,
                        __visitor,
                    );
                }
                let () = ::init_core::hidden::keyword::skip;
            }
            Self::None { .. } => {
                __visitor
                    .absent(
                        ::core::option::Option::Some(
                            &::init_core::walk::Component::field("scale"),
                        ),
                    );
            }
        }
    }
    fn visit_parameters_mut(
        &mut self,
        __visitor: &mut dyn ::init_core::walk::VisitorMut,
    ) {
        __visitor.module("Norm");
        match self {
            Self::Scale { scale: __field_scale, value: __field_value, .. } => {
                {
                    let __component = ::init_core::walk::Component::field("scale");
                    let value = &*__field_value;
                    let _ = value;
                    let __initializer = ::init_core::initializer::constant(*value);
                    let __declared = ::init_core::walk::Declared::new(&__initializer);
                    <[f32; 4] as ::init_core::walk::Parameters>::visit_mut(
                        __field_scale,
                        &__component,
                        &__declared,
                        __visitor,
                    );
                }
                let () = ::init_core::hidden::keyword::skip;
            }
            Self::None { .. } => {
                __visitor
                    .absent(
                        ::core::option::Option::Some(
                            &::init_core::walk::Component::field("scale"),
                        ),
                    );
            }
        }
    }
}
