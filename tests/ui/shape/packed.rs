use init_core::Initialize;

#[derive(Initialize)]
#[repr(C, packed)]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
