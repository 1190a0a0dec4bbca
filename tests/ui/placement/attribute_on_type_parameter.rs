use init_core::Initialize;

#[derive(Initialize)]
struct Wrapper<#[init(zeros)] T> {
    inner: T,
}

fn main() {}
