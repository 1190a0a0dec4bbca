use init_core::Initialize;

#[derive(Initialize)]
#[init(bound = "T ~ Initialize")]
struct Linear {
    #[init(zeros)]
    bias: [f32; 10],
}

fn main() {}
