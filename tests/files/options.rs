//! Mistakes in options and gains: the line and column of each, and the help.

use crate::errors::{json, rule, toml};

#[test]
fn values_of_options() {
    toml(
        &rule("groups = 0\nsplit = 2.5\nfan_in = '64'\nfan_out = true\nlayout = 'ohw'"),
        &[
            "3:10: `groups` must be at least 1\nhelp: leave `groups` out for one",
            "4:9: `split` takes a count, found `2.5`\nhelp: write `split = 3`",
            "5:10: `fan_in` takes a number, found a string\nhelp: write `fan_in = 64`",
            "6:11: `fan_out` takes a number, found `true`\nhelp: write `fan_out = 64`",
            "7:10: layout \"ohw\" names no `i` axis\n\
             help: write one letter for each axis: `o`, `i`, and others for the rest, e.g. \"oihw\"",
        ],
    );
    json(
        "{\"rules\": [{\"at\": \"a\", \"groups\": -1, \"split\": 2.0, \"fan_in\": -3}]}",
        &[
            "1:34: `groups` must be at least 1\nhelp: leave `groups` out for one",
            "1:47: `split` takes a count, found `2.0`\nhelp: write `\"split\": 2`",
            "1:62: `fan_in` must be finite and positive, found `-3`\n\
             help: leave `fan_in` out to take it from the shape",
        ],
    );
    json(
        "{\"rules\": [{\"at\": \"a\", \"stream\": \"a.b\", \"buffer\": false, \"groups\": \"4\"}]}",
        &[
            "1:34: `stream` is one component of a path and holds no dot\n\
             help: write `\"stream\": \"a_b\"`",
            "1:51: `buffer` takes `true`, found `false`\nhelp: leave `buffer` out",
            "1:68: `groups` takes a count, found a string\nhelp: write `\"groups\": 4`",
        ],
    );
}

#[test]
fn gains() {
    toml(
        &rule("initializer = 'he_uniform'\na = 0.1\ngain = 2"),
        &["5:1: `a` and `gain` contradict each other\n\
           help: `a` gives the gain of leaky_relu: remove one of the two"],
    );
}
