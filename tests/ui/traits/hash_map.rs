use std::collections::HashMap;

use init_core::Initialize;

#[derive(Initialize)]
struct Model {
    layers: HashMap<String, Linear>,
}

#[derive(Initialize)]
struct Linear;

fn main() {}
