use init_core::Initialize;

#[derive(Initialize)]
struct Layer {
    #[init(stft, window = "hanning")]
    kernel: [[[f32; 8]; 1]; 5],
}

fn main() {}
