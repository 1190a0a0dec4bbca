use init_core::Initialize;

#[derive(Initialize)]
union Bits {
    number: f32,
}

#[derive(Initialize)]
struct Model {
    bits: Bits,
}

fn main() {}
