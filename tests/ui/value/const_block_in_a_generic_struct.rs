use init_core::Initialize;

const STD: f64 = f64::NAN;

#[derive(Initialize)]
struct Wrapper<T> {
    #[init(normal, std = const { STD })]
    tensor: T,
}

fn main() {}
