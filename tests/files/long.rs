//! Words, globs and numbers of a hundred kilobytes: the message about each is short.

use init_core::{Error, Initialize, Reset, Rules};

/// A hundred kilobytes of a text.
fn long(text: &str) -> String {
    text.repeat((1 << 17) / text.len())
}

/// Each problem is told in a kilobyte or two.
#[track_caller]
fn short(error: &Error) {
    assert!(!error.problems().is_empty());
    for problem in error.problems() {
        let length = problem.to_string().len();
        assert!(
            length < 2 << 10,
            "{length} bytes: {}",
            &problem.to_string()[..200]
        );
    }
}

#[test]
fn what_is_very_long_in_a_file_is_not_repeated() {
    let (word, digits, dots, stars) = (long("word"), long("9"), long("a."), long("**a"));
    let mut refused = 0;
    for (key, value) in [
        ("initializer", format!("\"{word}\"")),
        ("initializer", word.clone()),
        ("initializer", format!("[{word}]")),
        (&word, "1".into()),
        ("std", digits.clone()),
        ("std", format!("-{digits}")),
        ("std", format!("-0.{digits}")),
        ("std", format!("\"{digits}\"")),
        ("std", format!("\"0.{digits}\"")),
        ("std", word.clone()),
        ("mode", format!("\"{word}\"")),
        ("mode", digits.clone()),
        ("rank", digits.clone()),
        ("module", format!("\"{dots}\"")),
        ("module", format!("\"{word}.{word}\"")),
        ("at", format!("\"{stars}\"")),
        ("at", format!("\"{word}..\"")),
        ("name", format!("\"{dots}\"")),
        ("layout", format!("\"{word}\"")),
        ("constant", format!("-1e{digits}")),
        ("constant", format!("\"{word}\"")),
    ] {
        let toml = format!("[[rules]]\nat = '**'\ninitializer = 'normal'\n{key} = {value}\n");
        let json = format!("{{\"rules\": [{{\"initializer\": \"zeros\", \"{key}\": {value}}}]}}");
        for result in [Rules::from_toml(&toml), Rules::from_json(&json)] {
            if let Err(error) = result {
                short(&error);
                refused += 1;
            }
        }
        // Outside of any rule, twice, and without a value.
        short(&Rules::from_toml(&format!("{key} = {value}")).unwrap_err());
        short(&Rules::from_json(&format!("{{\"{key}\": {value}}}")).unwrap_err());
        short(&Rules::from_toml(&format!("{key} = 1\n{key} = 2")).unwrap_err());
        short(&Rules::from_toml(&format!("{key} =\n")).unwrap_err());
        short(&Rules::from_toml(key).unwrap_err());
    }
    assert!(refused > 35, "{refused}");
}

#[derive(Initialize)]
struct Net {
    #[init(zeros)]
    weight: [f32; 2],
}

/// A glob that reaches nothing, a name that is not there, a parameter with such a path.
#[test]
fn what_is_very_long_in_a_rule_or_path_is_not_repeated() {
    let net = || Net { weight: [9.0; 2] };
    for glob in [long("a"), long("a."), long("a.") + "*", long("**")] {
        let rules = Rules::new().at(glob.clone(), init_core::initializer::ones());
        short(&Reset::seed(1).rules(&rules).run(&mut net()).unwrap_err());
        short(
            &Reset::seed(1)
                .only(glob.clone())
                .run(&mut net())
                .unwrap_err(),
        );
        short(
            &Reset::seed(1)
                .except(glob.clone())
                .run(&mut net())
                .unwrap_err(),
        );
        short(&Reset::seed(1).loaded([&glob]).run(&mut net()).unwrap_err());
        let mut map = std::collections::BTreeMap::from([(glob.clone(), net())]);
        let rules = Rules::new()
            .at("**.weight", init_core::initializer::kaiming_normal())
            .at(glob, init_core::initializer::ones());
        short(&Reset::seed(1).rules(&rules).run(&mut map).unwrap_err());
    }
}
