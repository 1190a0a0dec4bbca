//! Did you mean: every word from elsewhere leads to the word of this language, wherever that
//! word is possible.

use init_grammar::{
    CHOICES, FIELD_OPTIONS, INITIALIZERS, KEYS, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
    SYNONYMS,
};

use super::{derived, messages, parsed};

/// The word that the only message about this attribute suggests, on a matrix, which some initializers do
/// not take.
#[track_caller]
fn suggested(attribute: &str) -> String {
    let mut messages = messages(&derived(attribute));
    messages.retain(|message| !message.contains(" axes, but `"));
    let [message] = messages.as_slice() else {
        panic!("`{attribute}` gives {messages:#?}");
    };
    suggestion(message).unwrap_or_else(|| panic!("`{attribute}` gives no suggestion: {message}"))
}

/// The word in the help of a message.
fn suggestion(message: &str) -> Option<String> {
    let help = message
        .lines()
        .find_map(|line| line.strip_prefix("help: "))?;
    let word = help
        .strip_prefix("did you mean ")?
        .trim_end_matches('?')
        .trim_matches(['`', '"']);
    Some(word.to_owned())
}

#[test]
fn words_of_other_libraries_lead_to_the_word_of_this_one() {
    for (attribute, expected) in [
        ("trunc_normal", "truncated_normal"),
        ("trunc_normal_", "truncated_normal"),
        ("kaiming_normal_", "kaiming_normal"),
        ("KaimingNormal", "kaiming_normal"),
        ("XavierUniform", "xavier_uniform"),
        ("TruncatedNormal", "truncated_normal"),
        ("HeNormal", "he_normal"),
        ("zeros_", "zeros"),
        ("Zeros", "zeros"),
        ("zero", "zeros"),
        ("eye", "identity"),
        ("gaussian, std = 0.02", "normal"),
        ("normal, stddev = 0.02", "std"),
        ("normal, sd = 0.02", "std"),
        ("normal, sigma = 0.02", "std"),
        ("kaiming_normal, negative_slope = 0.2", "a"),
        ("kaiming_normal, fanout = 3", "fan_out"),
        ("kaiming_normal, fan_mode = \"fan_out\"", "mode"),
        ("uniform, minval = 0.0", "low"),
        ("uniform, max = 1.0", "high"),
        ("kaiming_normal, mode = \"fanout\"", "fan_out"),
        ("kaiming_normal, mode = \"fan-in\"", "fan_in"),
        ("kaiming_normal, mode = \"FanIn\"", "fan_in"),
        ("kaiming_normal, nonlinearity = \"leakyrelu\"", "leaky_relu"),
        ("kaiming_normal, nonlinearity = \"LeakyReLU\"", "leaky_relu"),
        ("kaiming_normal, nonlinearity = \"ReLU\"", "relu"),
        ("variance_scaling, distribution = \"gaussian\"", "normal"),
        (
            "variance_scaling, distribution = \"trunc_normal\"",
            "truncated_normal",
        ),
    ] {
        assert_eq!(suggested(attribute), expected, "`{attribute}`");
    }
}

#[test]
fn one_letter_too_many_too_few_or_wrong_leads_to_the_word() {
    for word in INITIALIZERS.iter().map(|initializer| initializer.word) {
        let chopped = &word[..word.len() - 1];
        let doubled = format!("{word}{}", &word[word.len() - 1..]);
        let swapped = format!("{}{}{}", &word[1..2], &word[..1], &word[2..]);
        for typed in [chopped, &doubled, &swapped] {
            let is_word = syn::parse_str::<syn::Ident>(typed).is_ok();
            if is_word && INITIALIZERS.iter().all(|other| other.word != typed) {
                assert_eq!(suggested(typed), word, "`{typed}`");
            }
        }
    }
}

#[test]
fn every_synonym_leads_to_its_word_wherever_the_word_may_stand() {
    for synonym in SYNONYMS {
        let attributes = places(synonym.word, synonym.here);
        assert!(!attributes.is_empty(), "`{}` stands nowhere", synonym.here);
        for attribute in attributes {
            assert_eq!(suggested(&attribute), synonym.here, "`{attribute}`");
        }
    }
}

/// Attributes with `word` where `here` is possible.
fn places(word: &str, here: &str) -> Vec<String> {
    let mut attributes = Vec::new();
    // A word with a dash is not an identifier: it can be written in a string only.
    if !word.contains('-') {
        let value = value_of(here);
        if first_words().any(|first| first == here) {
            attributes.push(format!("{word}{value}"));
        }
        for initializer in INITIALIZERS {
            let start = start(initializer.word);
            if initializer.keys.contains(&here) {
                attributes.push(format!("{start}, {word}{value}"));
            }
        }
        if FIELD_OPTIONS.iter().any(|option| option.word == here) {
            attributes.push(format!("zeros, {word}{value}"));
        }
        if RULE_OPTIONS.iter().any(|option| option.word == here) {
            let beside = if here == "at" {
                "rank = 1"
            } else {
                "at = \"**\""
            };
            attributes.push(format!("{beside}, zeros, {word}{value}"));
        }
    }
    for choices in CHOICES {
        if choices.values.iter().any(|(value, _)| *value == here) {
            attributes.extend(choosing(choices.name, word));
        }
    }
    attributes
}

fn first_words() -> impl Iterator<Item = &'static str> {
    let markers = MARKERS.iter().map(|marker| marker.word);
    INITIALIZERS
        .iter()
        .map(|initializer| initializer.word)
        .chain(markers)
}

/// An attribute that starts with this initializer and is complete.
fn start(word: &str) -> String {
    let initializer = init_grammar::initializer(word).unwrap();
    let required = initializer.required.iter();
    let required: Vec<String> = required
        .map(|key| format!(", {key} = {}", init_grammar::example(key).unwrap_or("0.5")))
        .collect();
    format!("{word}{}{}", value_of(word), required.concat())
}

/// The text after a word that takes a value.
fn value_of(word: &str) -> &'static str {
    let initializer = INITIALIZERS
        .iter()
        .find(|initializer| initializer.word == word);
    let key = KEYS
        .iter()
        .chain(FIELD_OPTIONS)
        .find(|key| key.word == word);
    let kind = initializer
        .map(|initializer| initializer.value)
        .or(key.map(|key| Some(key.kind)))
        .flatten();
    match kind {
        None | Some(Kind::Flag) => "",
        Some(Kind::Number(_)) => " = 0.5",
        Some(Kind::Count | Kind::Index | Kind::Indices) => " = 2",
        Some(Kind::Layout) => " = \"oi\"",
        Some(Kind::Text | Kind::Reference) => " = \"w\"",
        Some(Kind::Choice(_) | Kind::ChoiceOrFunction(_)) => " = \"fan_in\"",
        Some(_) => " = self.other",
    }
}

/// An attribute that chooses `word` from the set of this name.
fn choosing(set: &'static str, word: &str) -> Option<String> {
    let key = KEYS.iter().find(|key| key.kind.closed_set() == Some(set))?;
    let initializer = INITIALIZERS
        .iter()
        .find(|initializer| initializer.keys.contains(&key.word))?;
    Some(format!("{}, {} = \"{word}\"", initializer.word, key.word))
}

#[test]
fn words_that_mean_nothing_here_have_no_suggestion() {
    for attribute in [
        "frobnicate",
        "normal, temperature = 0.7",
        "kaiming_normal, mode = \"everything\"",
        "q",
    ] {
        let messages = messages(&derived(attribute));
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert_eq!(suggestion(&messages[0]), None, "{messages:#?}");
    }
}

/// The list grows with every initializer, so that it is written here and not in `tests/ui`.
#[test]
fn a_word_that_is_near_none_shows_every_initializer() {
    let words: Vec<&str> = INITIALIZERS.iter().map(|found| found.word).collect();
    let field = "write an initializer, or `skip` for a field that is not a parameter";
    for (attribute, text, help) in [
        ("frobnicate", "unknown initializer `frobnicate`", field),
        ("for", "unknown initializer `for`", field),
        (
            "at = \"**\", frobnicate",
            "a rule has no word `frobnicate`",
            "write an initializer",
        ),
    ] {
        let messages = messages(&derived(attribute));
        let [message] = messages.as_slice() else {
            panic!("`{attribute}` gives {messages:#?}");
        };
        let found: Vec<&str> = message.split_whitespace().collect();
        let note = format!("note: initializers are {}", words.join(", "));
        assert_eq!(found.join(" "), format!("{text} help: {help} {note}"));
    }
}

#[test]
fn options_and_rules_of_a_struct_have_suggestions() {
    for (typed, expected) in [
        ("crat = ::x", "crate"),
        ("bounds = \"\"", "bound"),
        ("glob = \"**\"", "at"),
        ("att = \"**\", zeros", "at"),
        ("zeros, match = \"**\"", "at"),
        ("at = \"**\", zeross", "zeros"),
        ("at = \"**\", gaussian", "normal"),
        ("at = \"**\", stddev = 0.5, normal", "std"),
        ("at = \"**\", normal, stddev = 0.5", "std"),
        ("at = \"**\", zeros, modules = \"Net\"", "module"),
        ("at = \"**\", zeros, ranks = 2", "rank"),
        ("at = \"**\", kaiming_normal, mode = \"fanout\"", "fan_out"),
    ] {
        let input = parsed(&format!("#[init({typed})] struct Model;"));
        let messages = messages(&crate::derive(&input));
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert_eq!(suggestion(&messages[0]).as_deref(), Some(expected));
    }
    assert!(STRUCT_OPTIONS.iter().any(|option| option.word == "crate"));
}

#[test]
fn every_word_with_a_value_has_an_example_that_is_right() {
    let valued = |kind: Kind| kind != Kind::Flag;
    let keys = KEYS.iter().filter(|key| valued(key.kind)).map(|key| {
        let takers = INITIALIZERS.iter();
        let taker = takers
            .clone()
            .find(|initializer| initializer.takes(key.word));
        let taker = match taker.unwrap().word {
            "norm_of" => "norm_of = \"weight\"",
            word => word,
        };
        (key.word, taker)
    });
    let options = FIELD_OPTIONS.iter().filter(|option| valued(option.kind));
    let rules = RULE_OPTIONS.iter().map(|option| match option.word {
        "at" => ("at", "zeros"),
        word => (word, "at = \"**\", zeros"),
    });
    let options = options.map(|option| match option.word {
        "same_as" => ("same_as", "parameter"),
        word => (word, "zeros"),
    });
    for (word, initializer) in keys.chain(options).chain(rules) {
        let example = init_grammar::example(word).unwrap_or_else(|| panic!("`{word}` has none"));
        let required = match initializer {
            "sparse" if word != "sparsity" => ", sparsity = 0.5",
            "icnr" if word != "factor" => ", factor = 2",
            "chrono" if word != "steps" => ", steps = 2",
            _ => "",
        };
        says_nothing(&format!("{initializer}{required}, {word} = {example}"));
    }
    for initializer in INITIALIZERS.iter().filter(|word| word.value.is_some()) {
        let example = init_grammar::example(initializer.word).unwrap();
        says_nothing(&format!("{} = {example}", initializer.word));
    }
}

/// Derives a field with an attribute, beside those that examples refer to, or that have its name.
fn says_nothing(attribute: &str) {
    let other = if attribute.contains(" name = ") {
        "other"
    } else {
        "weight"
    };
    let beside = format!("#[init(zeros)] {other}: Tensor, #[init(zeros)] encoder: Tensor");
    let source = format!("struct M {{ {beside}, #[init({attribute})] own: Tensor }}");
    let messages = messages(&crate::derive(&parsed(&source)));
    assert_eq!(messages, [""; 0], "{source}");
}
