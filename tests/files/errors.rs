//! Mistakes in files: the line and column of each, and the help.

use init_core::{ErrorKind, Rules};

#[track_caller]
pub(crate) fn toml(text: &str, expected: &[&str]) {
    same(Rules::from_toml(text), "<toml>", expected);
}

#[track_caller]
pub(crate) fn json(text: &str, expected: &[&str]) {
    same(Rules::from_json(text), "<json>", expected);
}

/// The problems of a file, each `line:column: message`, `help: …`, `note: …` in lines of their
/// own.
#[track_caller]
fn same(rules: Result<Rules<'_>, init_core::Error>, name: &str, expected: &[&str]) {
    let error = rules.unwrap_err();
    let problems = error.problems().iter();
    let found: Vec<String> = problems.map(ToString::to_string).collect();
    let expected: Vec<String> = expected
        .iter()
        .map(|problem| format!("{name}:{}", problem.replace('\n', "\n  ")))
        .collect();
    assert_eq!(found, expected);
    for problem in error.problems() {
        assert_eq!(problem.kind(), ErrorKind::File);
    }
}

/// One rule of TOML for all parameters, whose entries begin in line 3.
pub(crate) fn rule(entries: &str) -> String {
    format!("[[rules]]\nat = \"**\"\n{entries}\n")
}

const TOML: &str =
    "write `[[rules]]` above each rule, and in it `at = \"**.bias\"` and `initializer = \"zeros\"`";
const JSON: &str = "write `{\"rules\": [{\"at\": \"**.bias\", \"initializer\": \"zeros\"}]}`";

#[test]
fn toml_syntax() {
    toml(
        &rule("mode = fan_out"),
        &["3:8: not TOML: `fan_out` is written without quotes\nhelp: write `\"fan_out\"`"],
    );
    toml(
        "[[rules]]\nat = **.bias",
        &["2:6: not TOML: `**.bias` is written without quotes\nhelp: write `\"**.bias\"`"],
    );
    toml(
        &rule("std ="),
        &["3:1: `std` needs a value\nhelp: write `std = 0.02`"],
    );
    let expected = format!("3:13: not TOML: key with no value, expected `=`\nhelp: {TOML}");
    toml(&rule("initializer \"zeros\""), &[&expected]);
    let expected = format!("1:9: not TOML: unclosed array table, expected `]`\nhelp: {TOML}");
    toml("[[rules]\nat = '**'", &[&expected]);
}

#[test]
fn json_syntax() {
    json(
        "{\"rules\": [\n  {\"at\": \"**\", \"initializer\": false_}\n]}",
        &["2:31: not JSON: `false_` is written without quotes\nhelp: write `\"false_\"`"],
    );
    json(
        "{\"rules\": [\n  {\"at\": \"**\", \"initializer\": zeros}\n]}",
        &["2:31: not JSON: `zeros` is written without quotes\nhelp: write `\"zeros\"`"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\",}]}",
        &["1:24: not JSON: key must be a string\nhelp: remove the comma before it"],
    );
    json(
        "{\"rules\": [{\"at\": '**'}]}",
        &["1:19: not JSON: expected value\nhelp: write `\"` around a string"],
    );
    let expected = format!("2:11: not JSON: expected `,` or `}}`\nhelp: {JSON}");
    json("{\"rules\": [{\n\"at\": \"ü\" \"rank\": 1}]}", &[&expected]);
    let expected = format!("1:26: not JSON: unexpected end of hex escape\nhelp: {JSON}");
    json("{\"rules\": [{\"at\": \"\\ud800\"}]}", &[&expected]);
}

#[test]
fn nothing() {
    for text in ["", " \n\t\n", "\u{feff}"] {
        toml(text, &[&format!("1:1: the file is empty\nhelp: {TOML}")]);
        json(text, &[&format!("1:1: the file is empty\nhelp: {JSON}")]);
    }
    toml(
        "# a comment",
        &[&format!("1:1: the file has no rules\nhelp: {TOML}")],
    );
    json(
        "{}",
        &[&format!("1:1: the file has no rules\nhelp: {JSON}")],
    );
}

#[test]
fn words_beside_the_rules() {
    toml(
        "[[rule]]\nat = '**'",
        &["1:3: a file of rules has no word `rule`\nhelp: did you mean `rules`?"],
    );
    let expected = format!("1:1: a file of rules has no word `at`\nhelp: {TOML}");
    toml("at = '**'\ninitializer = 'zeros'\nstd = 1", &[&expected]);
    let expected = format!("1:15: a file of rules has no word `optimizer`\nhelp: {JSON}");
    json("{\"rules\": [], \"optimizer\": {}}", &[&expected]);
    json(
        "{\"rules\": [],\n \"rules\": []}",
        &["2:2: duplicate `rules`\nhelp: remove one of the two"],
    );
    let expected = format!("1:2: `rules` is a list of tables, found a table\nhelp: {TOML}");
    toml("[rules]\nat = '**'", &[&expected]);
    let expected = format!("1:12: a rule is a table, found `null`\nhelp: {JSON}");
    json("{\"rules\": [null]}", &[&expected]);
    let expected = format!("1:1: a file of rules is a table, found a list\nhelp: {JSON}");
    json("[]", &[&expected]);
}

#[test]
fn unknown_words() {
    toml(
        &rule("initializer = \"kaimin_normal\""),
        &["3:15: unknown initializer `kaimin_normal`\nhelp: did you mean `kaiming_normal`?"],
    );
    toml(
        &rule("initializer = \"normal\"\nstddev = 0.02"),
        &[
            "4:1: a rule has no word `stddev`\nhelp: did you mean `std`?\n\
           note: the keys of `normal` are mean, std",
        ],
    );
    toml(
        &rule("zeross = true"),
        &["3:1: a rule has no word `zeross`\nhelp: did you mean `initializer = \"zeros\"`?"],
    );
    toml(
        "[[rules]]\nglob = \"**\"\ninitializer = \"zeros\"",
        &["2:1: a rule has no word `glob`\nhelp: did you mean `at`?"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"initializer\": \"ones\", \"decay\": 0}]}",
        &["1:48: a rule has no word `decay`\nhelp: remove `decay`\n\
           note: besides the initializer and its keys a rule takes `at`, `module`, `rank`, `layout`, \
           `groups`, `split`, `embedding`, `fan_in`, `fan_out`, `mup`, `base_fan_in`, `base_fan_out`, \
           `depth_scaling`, `padding_index`, `buffer`, `stream` and `same_as`\n\
           note: `ones` has no keys"],
    );
    toml(
        &rule("zeros = true"),
        &["3:1: `zeros` takes no value\nhelp: write `initializer = \"zeros\"`"],
    );
}

#[test]
fn words_of_fields() {
    toml(
        &rule("initializer = 'zeros'\nshape = 3\nname = 'x'"),
        &[
            "4:1: `shape` describes one field and cannot be part of a rule\n\
             help: write `#[init(shape = 3)]` in front of that field, in an attribute of its own",
            "5:1: `name` describes one field and cannot be part of a rule\n\
             help: write `#[init(name = \"x\")]` in front of that field, in an attribute of its own",
        ],
    );
    toml(
        &rule("skip = true"),
        &["3:1: `skip` marks a field and cannot be part of a rule\n\
           help: write an initializer instead of `skip`, or `skip` in an attribute of its own \
           on the field"],
    );
}

#[test]
fn keys_of_other_initializers() {
    json(
        "{\"rules\": [{\"at\": \"ä\", \"initializer\": \"normal\", \"sparsity\": 0.5}]}",
        &["1:49: `normal` has no key `sparsity`\n\
           help: remove `sparsity`, or write `\"initializer\": \"sparse\", \"sparsity\": 0.5`\n\
           note: `sparsity` is a key of `sparse`\nnote: the keys of `normal` are mean, std"],
    );
}

#[test]
fn what_is_missing() {
    toml(
        "[[rules]]\ninitializer = 'zeros'",
        &["2:1: `initializer` needs `at` beside it\n\
           help: write `at = \"**\"` for every parameter below"],
    );
    json(
        "{\"rules\": [{\"initializer\": \"zeros\", \"rank\": 2}]}",
        &["1:37: `rank` needs `at` beside it\n\
           help: write `\"at\": \"**\"` for every parameter below"],
    );
    toml(
        "[[rules]]\n\n[[rules]]\nat = '*.bias'",
        &[
            "1:1: the rule has no initializer\n\
             help: write e.g. `at = \"**.bias\"` and `initializer = \"zeros\"`\n\
             note: a rule without an initializer gives options: `layout`, `groups`, `split`, \
             `embedding`, `fan_in`, `fan_out`, `mup`, `base_fan_in`, \
             `base_fan_out`, `depth_scaling`, `padding_index`, `buffer`, `stream` and `same_as`",
            "4:1: the rule has no initializer\n\
             help: write e.g. `at = \"*.bias\"` and `initializer = \"zeros\"`\n\
             note: a rule without an initializer gives options: `layout`, `groups`, `split`, \
             `embedding`, `fan_in`, `fan_out`, `mup`, `base_fan_in`, \
             `base_fan_out`, `depth_scaling`, `padding_index`, `buffer`, `stream` and `same_as`",
        ],
    );
    toml(
        &rule("sparsity = 0.5"),
        &["3:1: `sparsity` needs an initializer beside it\n\
           help: write `initializer = \"sparse\"` and `sparsity = 0.5`\n\
           note: `sparsity` is a key of `sparse`"],
    );
    toml(
        &rule("initializer = \"constant\""),
        &["3:15: `constant` needs a value\nhelp: write `constant = 0.0`"],
    );
    toml(
        &rule("array = [1.0, \"a\"]"),
        &[
            "3:9: `array` takes numbers in brackets, found a list of other values\n\
           help: write `array = [0.0, 1.0, 0.0, 0.0]`",
        ],
    );
    toml(
        &rule("initializer = \"sparse\""),
        &["3:15: `sparse` needs `sparsity`\n\
           help: write `initializer = \"sparse\"` and `sparsity = 0.1`"],
    );
}

#[test]
fn what_is_too_much() {
    toml(
        &rule("initializer = \"zeros\"\nconstant = 1.0"),
        &[
            "4:1: the rule has two initializers, `zeros` and `constant`\n\
           help: remove one of the two, or write two rules",
        ],
    );
    toml(
        &rule("initializer = \"zeros\"\n\"at\" = \"*\""),
        &["4:1: duplicate `at`\nhelp: remove one of the two"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"at\": \"*\", \"initializer\": \"zeros\"}]}",
        &["1:25: duplicate `at`\nhelp: remove one of the two"],
    );
    toml(
        &rule("initializer = \"xavier_normal\"\ngain = 2.0\nnonlinearity = \"tanh\""),
        &["5:1: `gain` and `nonlinearity` contradict each other\n\
           help: a nonlinearity has a gain of its own: remove one of the two"],
    );
}

#[test]
fn values_of_another_type() {
    toml(
        "[[rules]]\nat = 3\ninitializer = true",
        &[
            "2:6: `at` takes a string\nhelp: write `at = \"**.bias\"`",
            "3:15: `initializer` takes a string\nhelp: write `initializer = \"zeros\"`",
        ],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"initializer\": \"normal\",\n\"std\": \"0.5\", \"mean\": [1]}]}",
        &[
            "2:8: `std` takes a number, found a string\nhelp: write `\"std\": 0.5`",
            "2:23: `mean` takes a number, found a list\nhelp: write `\"mean\": 0.0`",
        ],
    );
    toml(
        &rule("initializer = \"truncated_normal\"\nabsolute = false\nstd = 2020-01-01"),
        &[
            "4:12: `absolute` takes `true`, found `false`\nhelp: leave `absolute` out",
            "5:7: `std` takes a number, found a date\nhelp: write `std = 0.02`",
        ],
    );
    toml(
        &rule("module = \"nn.Linear\"\nrank = 2.5\ninitializer = \"zeros\""),
        &[
            "3:10: `module` takes the name of a type, without path and generics\n\
             help: write `module = \"Linear\"`",
            "4:8: `rank` takes a number of axes\nhelp: write e.g. `rank = 2`",
        ],
    );
}

#[test]
fn unknown_choices() {
    toml(
        &rule("initializer = \"kaiming_normal\"\nmode = \"fan_outt\""),
        &[
            "4:8: unknown fan mode \"fan_outt\"\nhelp: did you mean \"fan_out\"?\n\
           note: the fan modes are \"fan_in\", \"fan_out\", \"fan_avg\" and \"fan_geo_avg\"",
        ],
    );
}

#[test]
fn globs() {
    json(
        "{\"rules\": [{\"at\": \"**bias\", \"initializer\": \"zeros\"}]}",
        &[
            "1:19: the glob \"**bias\" has `**` beside other characters\n\
           help: write `**.name` for any number of components, `*name` within one component",
        ],
    );
}

/// Whatever is left of a file or stands in it twice: an answer, and a place that the file has.
#[test]
fn damaged_files_have_an_answer() {
    let toml = "[[rules]]\nat = \"**.ä*\" # é\nmodule = 'Conv2d'\nrank = 4\n\
                initializer = \"truncated_normal\"\nstd = 1e-2\nabsolute = true\n\
                low = -0.5\nhigh = 0.5\n[[rules]]\nat = \"**\"\nconstant = 0x10\n";
    let json = "{\"rules\": [\n{\"at\": \"**.\\u00e4*\", \"module\": \"Conv2d\", \"rank\": 4,\n\
                \"initializer\": \"kaiming_normal\", \"mode\": \"fan_out\", \"a\": -1e-2},\n\
                {\"at\": \"**\", \"constant\": 0.5}]}";
    assert!(Rules::from_toml(toml).is_ok() && Rules::from_json(json).is_ok());
    let places = |text: &str| -> Vec<usize> {
        let places = text.char_indices().map(|(place, _)| place);
        places.chain([text.len()]).collect()
    };
    for (text, read) in [
        (toml, Rules::from_toml as fn(&str) -> _),
        (json, Rules::from_json),
    ] {
        let places = places(text);
        for (&start, &end) in places
            .iter()
            .flat_map(|start| places.iter().map(move |end| (start, end)))
        {
            // Overlapping parts stand twice, those apart lack what is between.
            answered(read, &format!("{}{}", &text[..start], &text[end..]));
        }
    }
    let deep = "[".repeat(100_000);
    answered(Rules::from_json, &deep);
    answered(Rules::from_toml, &format!("rules = {deep}"));
    answered(
        Rules::from_json,
        &format!("{{\"rules\": {deep}{}}}", "]".repeat(100_000)),
    );
}

fn answered(read: fn(&str) -> Result<Rules<'static>, init_core::Error>, text: &str) {
    let Err(error) = read(text) else {
        return;
    };
    for problem in error.problems() {
        let mut parts = problem.message().split(':').skip(1);
        let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
        let (line, column) = (number(), number());
        let length = match text.split('\n').nth(line - 1) {
            Some(line) => line.chars().count(),
            None => panic!("{text}\n{problem}"),
        };
        assert!((1..=length + 1).contains(&column), "{text}\n{problem}");
        assert!(problem.help_text().is_some(), "{text}\n{problem}");
    }
}
