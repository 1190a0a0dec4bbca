use init_core::Initialize;

#[derive(Initialize)]
struct Linear<T: Copy, const N: usize> {
    #[init(kaiming_norml)]
    weight: [[f32; N]; 10],
    #[init(skip)]
    tag: T,
}

#[derive(Initialize)]
struct Model {
    linear: Linear<u8, 3>,
}

fn main() {
    let linear = Linear { weight: [[0.0; 3]; 10], tag: 0 };
    Model { linear }.plan().unwrap();
}
