//! Pages, histograms and differences of reports: of sound models, and of what a checkpoint may hold.
//!
//! With the variable `LOOK` the pages are written to that folder, for `scripts/look` to open.

use std::{env, fs};

use init_core::initializer::{constant, normal, truncated_normal, uniform, zeros};
use init_core::model::NamedParameters;
use init_core::parameter::Flat;
use init_core::{Initialize, Plan, Report, Reset, Rules};

/// Names with the shapes and values of their tensors.
type State = Vec<(String, Vec<usize>, Vec<f32>)>;

fn model(state: &mut State) -> NamedParameters<Flat<&mut [f32]>> {
    let named = |(name, shape, values)| (name, Flat::new(values, shape));
    let parts = (state.iter_mut())
        .map(|(name, shape, values)| (name.as_str(), shape.as_slice(), values.as_mut_slice()));
    parts.map(named).collect()
}

fn state(tensors: &[(&str, &[usize])]) -> State {
    let tensor = |&(name, shape): &(&str, &[usize])| {
        (
            name.into(),
            shape.to_vec(),
            vec![0.0; shape.iter().product()],
        )
    };
    tensors.iter().map(tensor).collect()
}

/// The plan and the report of a reset by these rules, after a change of the values.
fn report(state: &mut State, rules: &Rules<'_>, change: impl FnOnce(&mut State)) -> (Plan, Report) {
    let plan = Reset::seed(5).rules(rules).run(&mut model(state)).unwrap();
    change(state);
    let report = Report::with_histograms(&plan, &model(state)).unwrap();
    (plan, report)
}

/// The page of a report, which is also written for people to look at.
fn page(name: &str, page: String) -> String {
    if let Ok(folder) = env::var("LOOK") {
        fs::write(format!("{folder}/{name}.html"), &page).unwrap();
    }
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(
        !page.contains("http:") && !page.contains("https:"),
        "it loads something"
    );
    page
}

/// Every law, a tensor without values, and names with markup in them.
#[test]
fn markup_in_names_is_text() {
    let names = [
        "<script>alert(1)</script>",
        "a\"onclick='x",
        "&amp;<b>",
        "`code`",
    ];
    let shapes: [&[usize]; 4] = [&[40, 50], &[60], &[0, 3], &[7]];
    let tensors: Vec<(&str, &[usize])> = names.into_iter().zip(shapes).collect();
    let rules = Rules::new()
        .at("**", constant(0.25))
        .at("<script>*", truncated_normal().std(0.02).low(-1).high(3))
        .at("a*", uniform());
    let (_, report) = report(&mut state(&tensors), &rules, |_| ());
    let page = page("markup", report.to_html());
    assert!(!page.contains("<script>alert") && !page.contains("onclick='"));
    assert!(page.contains("<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>"));
    assert!(page.contains("<code>&amp;amp;&lt;b&gt;</code>"));
    // A picture of each tensor that has values.
    assert_eq!(page.matches("<svg").count(), 3);
    assert!(page.contains("<option>truncated normal</option>"));
}

#[test]
fn warnings_and_outliers_come_first() {
    let tensors: [(&str, &[usize]); 4] = [
        ("a.weight", &[64, 64]),
        ("b.weight", &[64, 64]),
        ("c.weight", &[64, 64]),
        ("d.weight", &[8, 8]),
    ];
    let rules = Rules::new().at("**", normal().std(0.02)).at("d.*", zeros());
    let (_, report) = report(&mut state(&tensors), &rules, |state| {
        state[0].2[7] = f32::NAN;
        state[0].2[8] = f32::INFINITY;
        state[1].2.iter_mut().for_each(|value| *value *= 3.0);
        state[2].2[0] = 1e6;
    });
    let page = page("outliers", report.to_html());
    let list = page.split("<h2>Outliers</h2>").nth(1).unwrap();
    let list = list.split("</ul>").next().unwrap();
    for path in ["a.weight", "b.weight", "c.weight"] {
        assert!(list.contains(path), "{list}");
    }
    assert!(list.contains("1 NaN and 1 infinite value"), "{list}");
    // The plan warns of a weight that is all zero.
    let list = page.split("<h2>Warnings</h2>").nth(1).unwrap();
    assert!(list.split("</ul>").next().unwrap().contains("d.weight"));
    // One value far out leaves the others in view.
    let histogram = report.get("c.weight").unwrap().histogram().unwrap();
    assert_eq!(histogram.above(), 1);
    assert!(page.contains("1 further out"));
}

#[test]
fn a_page_tells_what_it_leaves_out() {
    let mut state: State = (0..1203)
        .map(|n| (format!("layers.{n}.bias"), vec![2], vec![0.0; 2]))
        .collect();
    let (_, report) = report(&mut state, &Rules::new().at("**", zeros()), |state| {
        state[1200].2[0] = 1.0;
    });
    let page = page("many", report.to_html());
    assert!(page.contains("203 others are left out"));
    assert_eq!(page.matches("<tr data-path").count(), 1000);
    assert!(page.contains("<tr data-path=\"layers.1200.bias\""));
}

#[derive(Initialize)]
struct Layer {
    #[init(normal, std = 0.5)]
    weight: [[f32; 40]; 40],
    #[init(constant = 0.5)]
    bias: [f32; 40],
}

#[test]
fn pictures_are_a_last_column() {
    let mut layer = Layer {
        weight: [[0.0; 40]; 40],
        bias: [0.0; 40],
    };
    let plan = Reset::seed(9).run(&mut layer).unwrap();
    let lines: Vec<String> = format!("{plan:#}").lines().map(String::from).collect();
    assert!(lines[0].ends_with("  density"), "{lines:?}");
    assert!(lines[1].ends_with("  ▁▁▁▂▄▆▇██▇▆▄▂▁▁▁"), "{}", lines[1]);
    assert_eq!(
        format!("{plan:#}").lines().nth(2).unwrap().trim_end(),
        lines[2]
    );
    assert_eq!(plan.to_string().lines().count(), lines.len());

    let report = Report::with_histograms(&plan, &layer).unwrap();
    let lines: Vec<String> = format!("{report:#}").lines().map(String::from).collect();
    let column = lines[0].chars().count() - "histogram".len();
    assert!(lines[0].ends_with("  histogram"));
    assert_eq!(lines[2].chars().skip(column).collect::<String>(), "█");
    let histogram = report.entries()[0].histogram().unwrap().to_string();
    let shown: String = lines[1].chars().skip(column).collect();
    assert_eq!(shown, histogram.trim_end());
    assert!((8..=16).contains(&shown.chars().count()), "{shown}");
    // Without histograms the column is empty, and the figures are the same.
    let plain = Report::measure(&plan, &layer).unwrap();
    assert!(plain.entries()[0].histogram().is_none());
    assert_eq!(plain.to_string(), report.to_string());
}

#[test]
fn differences_of_reports() {
    let tensors: [(&str, &[usize]); 3] = [("a", &[30, 30]), ("b", &[4]), ("c", &[4])];
    let (before, after) = (&mut state(&tensors), &mut state(&tensors[..2]));
    after.push(("d|<b>".into(), vec![2], vec![0.0; 2]));
    let (_, earlier) = report(before, &Rules::new().at("**", constant(0.5)), |_| ());
    let rules = Rules::new().at("**", constant(0.5)).at("a", constant(2));
    let (_, later) = report(after, &rules, |state| state[0].2[0] = 0.0);
    let diff = later.diff(&earlier);
    assert_eq!(
        diff.to_string(),
        "`a`: other values\n  mean: 0.5 → 1.998\n  std: 0 → 0.06663\n  min: 0.5 → 0\n  max: 0.5 → 2\n  law: 0.5 → 2\n\
         `d|<b>`: new\n`c`: gone\n3 of 4 tensors changed"
    );
    assert_eq!(
        diff.to_markdown(),
        "| tensor | values | mean | std | min | max | law |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: |\n\
         | `a` | other values | 0.5 → 1.998 | 0 → 0.06663 | 0.5 → 0 | 0.5 → 2 | 0.5 → 2 |\n\
         | `d\\|<b>` | new | 0.5 | 0 | 0.5 | 0.5 | |\n\
         | `c` | gone | 0.5 | 0 | 0.5 | 0.5 | |\n\n\
         3 of 4 tensors changed\n"
    );
    let page = page("reports", diff.to_html());
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.contains("d|&lt;b&gt;") && !page.contains("d|<b>"));
    assert!(later.diff(&later).is_empty());
}

#[test]
fn differences_of_plans() {
    let plan = |state: &mut State, std: f64| {
        let rules = Rules::new().at("**", normal().std(std));
        Reset::seed(1).rules(&rules).dry_run(&model(state)).unwrap()
    };
    let earlier = plan(&mut state(&[("<i>", &[3, 4]), ("b", &[2])]), 0.5);
    let later = plan(&mut state(&[("<i>", &[3, 4]), ("c", &[2])]), 1.0);
    let diff = later.diff(&earlier);
    let page = page("plans", diff.to_html());
    assert!(page.contains("<code>&lt;i&gt;</code>") && !page.contains("<code><i>"));
    for words in [
        "<code>normal, std = 0.5</code>",
        "<code>normal</code>",
        "new",
        "gone",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let markdown = diff.to_markdown();
    assert!(
        markdown.contains("| `<i>` | other values | initializer |"),
        "{markdown}"
    );
    assert!(
        markdown.ends_with("\n1 added, 1 removed, 1 changed, and the values of 3 parameters\n")
    );
    assert_eq!(later.diff(&later).to_markdown(), "no differences\n");
}
