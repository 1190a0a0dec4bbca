#[derive(Initialize)]
struct Flatten;

// The derive writes:

#[automatically_derived]
impl ::init_core::Initialize for Flatten {
    fn visit_parameters(&self, __visitor: &mut dyn ::init_core::walk::Visitor) {
        __visitor.module("Flatten");
    }
    fn visit_parameters_mut(
        &mut self,
        __visitor: &mut dyn ::init_core::walk::VisitorMut,
    ) {
        __visitor.module("Flatten");
    }
}
