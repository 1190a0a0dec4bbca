#[derive(Initialize)]
struct Linear<T: Copy> {
    #[init(kaiming_normal, mode = "fanout")]
    weight: [[f32; 300]; 10],
    #[init(normal, sdt = 0.02)]
    bias: T,
}

// The derive writes:

const _: () = {
    use ::core::compile_error;
    compile_error! {
        "unknown fan mode \"fanout\"\nhelp: did you mean \"fan_out\"?\nnote: the fan modes are \"fan_in\", \"fan_out\", \"fan_avg\" and \"fan_geo_avg\""
    }
    compile_error! {
        "`normal` has no key `sdt`\nhelp: did you mean `std`?\nnote: the keys of `normal` are mean, std"
    }
};
#[automatically_derived]
impl<T: Copy> ::init_core::Initialize for Linear<T> {
    fn visit_parameters(&self, _: &mut dyn ::init_core::walk::Visitor) {}
    fn visit_parameters_mut(&mut self, _: &mut dyn ::init_core::walk::VisitorMut) {}
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    const _: () = {
        let _ = ::init_core::initializer::kaiming_normal().mode();
        let _ = ::init_core::initializer::normal().sdt();
    };
};
