//! What a value looks like, for messages.

/// A value that `word = …` could have, for every word that takes one.
///
/// ```
/// assert_eq!(init_grammar::example("std"), Some("0.02"));
/// assert_eq!(init_grammar::example("zeros"), None);
/// ```
pub fn example(word: &str) -> Option<&'static str> {
    Some(match word {
        "constant" | "mean" => "0.0",
        "low" => "-1.0",
        "high" | "scale" | "gain" => "1.0",
        "std" => "0.02",
        "a" => "0.01",
        "sparsity" => "0.1",
        "mode" => "\"fan_in\"",
        "distribution" => "\"normal\"",
        "std_of" => "\"truncated\"",
        "nonlinearity" => "\"relu\"",
        "sample" => "rand_distr::Exp1",
        "with" => "|index, stream| 0.0",
        "initializer" => "init_core::initializer::zeros()",
        "shape" => "(self.outputs, self.inputs)",
        "layout" => "\"oihw\"",
        "groups" | "rank" => "2",
        "split" => "3",
        "fan_in" => "self.inputs",
        "fan_out" => "self.outputs",
        "name" | "stream" => "\"weight\"",
        "at" => "\"**.bias\"",
        "module" => "\"Linear\"",
        "crate" => "::init_core",
        "bound" => "\"T: Initialize\"",
        _ => return None,
    })
}
