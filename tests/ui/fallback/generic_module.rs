use init_core::Initialize;

#[derive(Initialize)]
struct Wrapper<'a, T: Initialize + 'a, U = f32>
where
    U: Copy,
{
    inner: &'a mut T,
    #[init(zero)]
    bias: [f32; 10],
    #[init(skip)]
    tag: U,
}

fn reset<T: Initialize>(wrapper: Wrapper<'_, T>) -> impl Initialize {
    wrapper
}

fn main() {}
