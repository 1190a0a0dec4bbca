//! Words and values of a megabyte: the message about each is short.

use super::{messages, parsed};

/// What the derive answers, in some kilobytes at most.
#[track_caller]
fn answered(source: &str) {
    let messages = messages(&crate::derive(&parsed(source)));
    assert!(!messages.is_empty());
    for message in messages {
        assert!(message.len() < 8 << 10, "{} bytes", message.len());
    }
}

#[test]
fn what_is_very_long_is_not_repeated() {
    let long = "long".repeat(1 << 18);
    let dotted = "a.".repeat(1 << 19);
    let ticks = "`".repeat(1 << 20);
    let sum = "1.0 + ".repeat(1 << 12) + "1.0";
    let digits = "9".repeat(1 << 20);
    for attribute in [
        long.clone(),
        format!("{long} = 1"),
        format!("zeros, {long}"),
        format!("normal, {long} = {sum}"),
        format!("normal, std = \"{long}\""),
        format!("normal, std = -{digits}.0"),
        format!("constant = {digits}.0"),
        format!("uniform, std = {sum}"),
        format!("kaiming_normal, mode = \"{long}\""),
        format!("kaiming_normal, mode = \"{ticks}\""),
        format!("kaiming_normal, mode = {long}"),
        format!("kaiming_normal, layout = \"{long}\""),
        format!("zeros, name = \"{dotted}\""),
        format!("zeros, stream = {long}"),
        format!("at = \"{long}\""),
        format!("at = \"**{long}\", zeros"),
        format!("at = \"{ticks}\", zeros"),
        format!("at = \"**\", module = \"{dotted}\", zeros"),
        format!("at = \"**\", {long}"),
        format!("at = {long}, zeros"),
        format!("{long}-{long}"),
        format!("{long}::zeros"),
        format!("\"{long}\""),
        format!("({long})"),
        format!("normal({long})"),
        format!("normal.{long}({long})"),
        format!("normal std = {sum}"),
    ] {
        answered(&format!(
            "struct Model {{ #[init({attribute})] weight: [[f32; 4]; 4] }}"
        ));
        answered(&format!(
            "#[init({attribute})] struct Model {{ #[init(zeros)] weight: [f32; 4] }}"
        ));
    }
    answered(&format!(
        "#[init[zeros, name = \"{long}\"]] struct Model {{ #[init[constant = {sum}]] weight: f32 }}"
    ));
    answered(&format!(
        "struct Model {{ #[init(zeros, ones)] {long}: f32 }}"
    ));
    let fields = (0..10_000).map(|k| format!("#[init(zeros)] field_{k}: f32,"));
    answered(&format!(
        "#[init(at = \"stranger\", zeros)] struct Model {{ {} }}",
        fields.collect::<String>()
    ));
}
