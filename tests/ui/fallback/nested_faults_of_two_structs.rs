use init_core::Initialize;

#[derive(Initialize)]
struct Inner {
    #[init(onse)]
    scale: [f32; 10],
}

#[derive(Initialize)]
struct Outer {
    inner: Inner,
    #[init(zeors)]
    bias: [f32; 10],
}

fn main() {}
