//! A plan as JSON, against text written by hand.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::tensor::Shard;
use init_core::{Initialize, Plan, Reset};

#[derive(Initialize)]
struct Layer {
    #[init(zeros, groups = 2, layout = "iohw")]
    weight: [[[[f32; 3]; 3]; 2]; 8],
    #[init(truncated_normal, std = 0.5, low = 0.0, high = f64::INFINITY, buffer)]
    noise: [f64; 3],
}

#[derive(Initialize)]
#[init(at = "layer.weight", kaiming_normal, mode = "fan_out")]
struct Net {
    layer: Layer,
    #[init(orthogonal, fan_in = 3.0)]
    first: Rc<RefCell<[[f32; 2]; 2]>>,
    #[init(orthogonal, fan_in = 3.0)]
    second: Rc<RefCell<[[f32; 2]; 2]>>,
    #[init(with = |_: &[usize], stream: &mut init_core::Stream| stream.uniform(), stream = "old")]
    drawn: f32,
    #[init(zeros)]
    matrix: [[f64; 3]; 2],
    #[init(ones)]
    left: [f32; 2],
}

fn net() -> Net {
    let tied = Rc::new(RefCell::new([[0.0; 2]; 2]));
    Net {
        layer: Layer {
            weight: [[[[0.0; 3]; 3]; 2]; 8],
            noise: [0.0; 3],
        },
        first: Rc::clone(&tied),
        second: tied,
        drawn: 0.0,
        matrix: [[0.0; 3]; 2],
        left: [0.0; 2],
    }
}

fn plan() -> Plan {
    Reset::new().except("left").dry_run(&net()).unwrap()
}

// Streams by FNV-1a of the paths; fan in 8 / 2 · 9 = 36, fan out 2 · 9 = 18, std √2 / √18;
// 2·2 orthogonal: root mean square 1 / √2.
const EXPECTED: &str = r#"{
"version": 1,
"entries": [
{"path":"layer.weight","module":"Layer","stream":"STREAM(layer.weight)","shape":[8,2,3,3],"dtype":"f32","axes":{"order":[1,0,2,3],"stacked":0,"transposed":true,"groups":2,"split":null,"fan_in":null,"fan_out":null,"padding":null},"initializer":"kaiming_normal, mode = \"fan_out\"","chosen_by":{"rule":{"at":"layer.weight","module":null,"rank":null,"origin":"Net"}},"overruled":[{"field":{"initializer":"zeros"}}],"options_by":[],"counts_fans":true,"fans":{"fan_in":36.0,"fan_out":18.0,"fan_in_why":"i 8 / groups 2 · field 3·3","fan_out_why":"o 2 · field 3·3"},"law":{"normal":{"mean":0.0,"std":0.33333333333333337}},"rehearsed":false,"buffer":false,"aliases":[],"follows":null,"part":null},
{"path":"layer.noise","module":"Layer","stream":"STREAM(layer.noise)","shape":[3],"dtype":"f64","axes":{"order":[0],"stacked":0,"transposed":false,"groups":null,"split":null,"fan_in":null,"fan_out":null,"padding":null},"initializer":"truncated_normal, std = 0.5, low = 0.0, high = inf","chosen_by":{"field":{"initializer":"truncated_normal, std = 0.5, low = 0.0, high = inf"}},"overruled":[],"options_by":[],"counts_fans":false,"fans":null,"law":{"truncated_normal":{"mean":0.0,"std":0.5,"low":0.0,"high":"inf"}},"rehearsed":false,"buffer":true,"aliases":[],"follows":null,"part":null},
{"path":"first","module":"Net","stream":"STREAM(first)","shape":[2,2],"dtype":"f32","axes":{"order":[0,1],"stacked":0,"transposed":false,"groups":null,"split":null,"fan_in":3.0,"fan_out":null,"padding":null},"initializer":"orthogonal","chosen_by":{"field":{"initializer":"orthogonal"}},"overruled":[],"options_by":[],"counts_fans":false,"fans":{"fan_in":3.0,"fan_out":2.0,"fan_in_why":"3, as given","fan_out_why":"o 2"},"law":{"made":{"moments":[0.0,0.7071067811865475],"largest":1.0}},"rehearsed":false,"buffer":false,"aliases":["second"],"follows":null,"part":null},
{"path":"drawn","module":"Net","stream":"STREAM(old)","shape":[],"dtype":"f32","axes":{"order":[],"stacked":0,"transposed":false,"groups":null,"split":null,"fan_in":null,"fan_out":null,"padding":null},"initializer":"with = …","chosen_by":{"field":{"initializer":"with = …"}},"overruled":[],"options_by":[],"counts_fans":false,"fans":null,"law":"drawn","rehearsed":true,"buffer":false,"aliases":[],"follows":null,"part":null},
{"path":"matrix","module":"Net","stream":"STREAM(matrix)","shape":[2,3],"dtype":"f64","axes":{"order":[0,1],"stacked":0,"transposed":false,"groups":null,"split":null,"fan_in":null,"fan_out":null,"padding":null},"initializer":"zeros","chosen_by":{"field":{"initializer":"zeros"}},"overruled":[],"options_by":[],"counts_fans":false,"fans":{"fan_in":3.0,"fan_out":2.0,"fan_in_why":"i 3","fan_out_why":"o 2"},"law":{"constant":0.0},"rehearsed":false,"buffer":false,"aliases":[],"follows":null,"part":null}
],
"kept": ["left"],
"warnings": [
{"kind":"suspicious","path":"matrix","message":"every value of this weight is 0, so that what lies before it gets no gradient","help":null,"notes":["it is right for the last weight of a residual branch"]}
]
}
"#;

/// With the streams, computed here as the value contract says.
fn expected() -> String {
    let mut text = EXPECTED.to_owned();
    for path in ["layer.weight", "layer.noise", "first", "old", "matrix"] {
        let stream = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        text = text.replace(&format!("STREAM({path})"), &format!("{stream:016x}"));
    }
    text
}

#[test]
fn the_text_is_as_documented() {
    assert_eq!(plan().to_json().unwrap(), expected());
}

#[test]
fn what_is_read_back_is_the_plan() {
    let read = Plan::from_json(&expected()).unwrap();
    let plan = plan();
    assert_eq!(read, plan);
    assert_eq!(read.to_string(), plan.to_string());
    assert_eq!(read.to_markdown(), plan.to_markdown());
    for (read, entry) in read.entries().iter().zip(plan.entries()) {
        assert_eq!(read.to_string(), entry.to_string());
    }
    assert!(plan.diff(&read).is_empty() && read.diff(&plan).is_empty());
    // In the formats of serde_json that are not lines of text.
    let value = serde_json::to_value(&plan).unwrap();
    assert_eq!(serde_json::from_value::<Plan>(value).unwrap(), plan);
}

/// A test of a user's: the plan of an earlier version is in a file.
#[test]
fn a_stored_plan_is_that_of_the_model() {
    let stored = Plan::from_json(include_str!("../data/plan.json")).unwrap();
    let diff = plan().diff(&stored);
    assert!(diff.is_empty(), "{diff}");
}

#[test]
fn what_is_no_plan_is_an_error_that_says_why() {
    let text = expected();
    for (from, to, said) in [
        (
            "\"version\": 1",
            "\"version\": 2",
            "version 2 of the format",
        ),
        (
            "\"dtype\":\"f64\"",
            "\"dtype\":\"f46\"",
            "`layer.noise`: unknown `dtype` \"f46\"",
        ),
        (
            "[1,0,2,3]",
            "[1,0,2,2]",
            "`order` [1, 0, 2, 2] and `stacked` 0 do not fit",
        ),
        ("[1,0,2,3]", "[1,0,2]", "do not fit the shape [8, 2, 3, 3]"),
        ("\"stacked\":0", "\"stacked\":5", "`stacked` 5 do not fit"),
        (
            "\"groups\":2",
            "\"groups\":3",
            "`groups = 3` does not divide the `i` axis of length 8",
        ),
        (
            "\"fan_in\":36.0",
            "\"fan_in\":35.0",
            "`fans` are not those of `shape` and `axes`",
        ),
        (
            "\"high\":\"inf\"",
            "\"high\":\"nan\"",
            "expected a number, \"inf\" or \"-inf\"",
        ),
        (
            "\"std\":0.5",
            "\"std\":-0.5",
            "`std` must be finite and not negative",
        ),
        (
            "\"path\":\"first\"",
            "\"path\":\"left\"",
            "`left`: the plan has this path twice",
        ),
        ("\"rehearsed\":false,", "", "missing field `rehearsed`"),
        ("\"suspicious\"", "\"strange\"", "unknown variant `strange`"),
    ] {
        let error = Plan::from_json(&text.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    for (path, stream) in [("first", "af63"), ("first", "+f63dc4c8601ec8c")] {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["entries"][2]["stream"] = stream.into();
        let error = serde_json::from_value::<Plan>(value)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("`{path}`: `stream` is not a number")),
            "{error}"
        );
    }
}

/// Whole numbers, as other programs write them, are numbers too.
/// The cuts of a part, and what another program may write of them.
#[test]
fn a_part_is_read_back() {
    #[derive(Initialize)]
    struct Part {
        #[init(normal, std = 0.5, shape = (12, 2), shard = self.shard.clone())]
        weight: Vec<f32>,
        #[init(skip)]
        shard: Shard,
    }
    for (shard, length, cuts) in [
        (
            Shard::rows(1, 2),
            12,
            r#"[{"axis":0,"of":{"chunk":{"index":1,"count":2}}}]"#,
        ),
        (
            Shard::range(0, 1..3).in_blocks(3).and(Shard::flat(0, 4)),
            3,
            r#"[{"axis":0,"of":{"range":{"start":1,"end":3}},"blocks":3},{"axis":null,"of":{"chunk":{"index":0,"count":4}}}]"#,
        ),
    ] {
        let weight = vec![0.0; length];
        let plan = Part { weight, shard }.plan().unwrap();
        let text = plan.to_json().unwrap();
        assert!(
            text.contains(&format!("{{\"cuts\":{cuts},\"whole\":[12,2]}}")),
            "{text}"
        );
        let read = Plan::from_json(&text).unwrap();
        assert_eq!(read, plan);
        assert_eq!(read.entries()[0].held_len(), length);
        assert_eq!(read.digest(), plan.digest());
    }
    let weight = vec![0.0; 12];
    let shard = Shard::rows(1, 2).in_blocks(3);
    let text = Part { weight, shard }.plan().unwrap().to_json().unwrap();
    let error = Plan::from_json(&text.replace("\"blocks\":3", "\"blocks\":5")).unwrap_err();
    let told = "`weight`: `shard` cuts 5 blocks of axis 0, which has 12";
    assert!(error.to_string().contains(told), "{error}");
}

#[test]
fn a_number_may_be_written_without_a_point() {
    let text = expected().replace("\"fan_in\":36.0", "\"fan_in\":36");
    assert_eq!(Plan::from_json(&text).unwrap(), plan());
}

/// The rows of the format's tables in the documentation of `Plan`: a key, and what it says.
fn documented() -> Vec<(&'static str, &'static str)> {
    let text = include_str!("../../init-core/src/plan.rs");
    let (_, table) = text.split_once("/// # As data").unwrap();
    let (table, _) = table.split_once("pub struct Plan").unwrap();
    let rows = table.lines().filter_map(|line| {
        let (key, value) = line.strip_prefix("/// | `")?.split_once("` | ")?;
        Some((key, value.strip_suffix(" |")?))
    });
    rows.collect()
}

/// What is in backticks in the row of `key`.
fn listed(key: &str) -> Vec<&'static str> {
    let row = documented().into_iter().find(|row| row.0 == key).unwrap().1;
    row.split('`').skip(1).step_by(2).collect()
}

/// The words in backticks in an error of serde's about an unknown one.
fn expected_instead(error: &str) -> Vec<&str> {
    let (_, expected) = error.split_once("expected one of").unwrap();
    expected.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_key_is_documented() {
    let value = serde_json::to_value(plan()).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let mut written = [keys(&value), keys(&value["entries"][0])].concat();
    let mut table: Vec<&str> = documented().into_iter().map(|(key, _)| key).collect();
    written.sort_unstable();
    table.sort_unstable();
    assert_eq!(table, written);
}

#[test]
fn every_type_is_documented() {
    let text = expected();
    let table = listed("dtype");
    for dtype in &table {
        let text = text.replace("\"f32\"", dtype);
        match Plan::from_json(&text) {
            Ok(read) => assert_eq!(read.to_json().unwrap(), text),
            // Integers have no such law.
            Err(error) => {
                let refusal = format!("the elements are `{}`", dtype.trim_matches('"'));
                assert!(error.to_string().contains(&refusal), "{error}");
            }
        }
    }
    let error = Plan::from_json(&text.replace("\"f32\"", "\"f46\""));
    let error = error.unwrap_err().to_string();
    let (_, known) = error.split_once("the types are ").unwrap();
    let known: Vec<&str> = known.split('"').skip(1).step_by(2).collect();
    let table: Vec<&str> = table.iter().map(|dtype| dtype.trim_matches('"')).collect();
    assert_eq!(table, known);
}

#[test]
fn every_law_is_documented_with_its_numbers() {
    let text = expected();
    let drawn = "\"law\":\"drawn\"";
    let numbers = [
        ("\"value\"", "\"value\":0.5"),
        ("\"low\"", "\"low\":-1.0"),
        ("\"high\"", "\"high\":1.0"),
        ("\"mean\"", "\"mean\":0.25"),
        ("\"std\"", "\"std\":2.0"),
        ("\"moments\"", "\"moments\":[0.0,1.0]"),
        ("\"largest\"", "\"largest\":null"),
    ];
    let table = listed("law");
    for law in &table {
        let law = numbers
            .iter()
            .fold(law.replace(' ', ""), |law, (key, field)| {
                law.replace(key, field)
            });
        let text = text.replace(drawn, &format!("\"law\":{law}"));
        let read = Plan::from_json(&text).unwrap_or_else(|error| panic!("{law}: {error}"));
        assert_eq!(read.to_json().unwrap(), text);
    }
    let error = Plan::from_json(&text.replace(drawn, "\"law\":{\"strange\":{}}"));
    let error = error.unwrap_err().to_string();
    let names: Vec<&str> = table
        .iter()
        .map(|law| law.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(names, expected_instead(&error));
}
