use init_core::Initialize;

#[derive(Initialize)]
union Bits {
    #[init(zeros)]
    number: f32,
    bits: u32,
}

fn main() {}
