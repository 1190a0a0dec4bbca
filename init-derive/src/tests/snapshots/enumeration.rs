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
                ::init_core::rules::other_variants::<Self, _>(__visitor, &["scale"]);
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
                ::init_core::rules::other_variants::<Self, _>(__visitor, &[]);
            }
        }
    }
    fn visit_parameters_mut(&mut self, __visitor: &mut dyn ::init_core::walk::VisitorMut) {
        __visitor.module("Norm");
        match self {
            Self::Scale { scale: __field_scale, value: __field_value, .. } => {
                ::init_core::rules::other_variants::<Self, _>(__visitor, &["scale"]);
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
                ::init_core::rules::other_variants::<Self, _>(__visitor, &[]);
            }
        }
    }
}
#[automatically_derived]
impl ::init_core::rules::Names for Norm {
    const NAMES: ::init_core::rules::Known = ::init_core::rules::Known::Fields(
        &["scale"],
    );
}
