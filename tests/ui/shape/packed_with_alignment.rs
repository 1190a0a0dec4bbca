use init_core::Initialize;

#[derive(Initialize)]
#[repr(packed(2))]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
