//! Rules on a field whose type is defined elsewhere: the plan finds a name that no field of that
//! type has, before anything is written.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::{ErrorKind, Initialize, Reset};

use crate::support::Linear;

/// The one problem of a model that rules do not cover either; nothing of it is written.
#[track_caller]
fn problem(mut model: impl Initialize) -> String {
    let error = Reset::seed(1).run(&mut model).unwrap_err();
    let is_rule = |problem: &&init_core::error::Problem| problem.kind() == ErrorKind::Rule;
    let mut rules = error.problems().iter().filter(is_rule);
    let problem = rules.next().unwrap().to_string();
    assert!(rules.next().is_none(), "{error}");
    assert!(error.to_string().ends_with("note: nothing was written"));
    problem
}

/// The case of one rule on one field.
macro_rules! nested {
    ($($(#[$attribute:meta])* $name:ident: $glob:literal, $ty:ty, $fc:expr => $line:literal;)*) => {$(
        #[test]
        fn $name() {
            #[derive(Initialize)]
            $(#[$attribute])*
            struct Net {
                #[init(at = $glob, zeros)]
                fc: $ty,
            }
            assert_eq!(
                problem(Net { fc: $fc }),
                format!("`fc`: the rule `at = {:?}` of `Net` reaches no parameter\n  {}", $glob, $line)
            );
        }
    )*};
}

nested! {
    a_name_has_a_neighbour: "wieght", Linear, Linear::new()
        => "help: did you mean `at = \"weight\"`?";
    a_name_has_no_neighbour: "gamma", Linear, Linear::new()
        => "note: the nearest paths are `bias`, `weight`";
    a_name_has_a_star: "wieg*", Linear, Linear::new()
        => "note: the nearest paths are `weight`, `bias`";
    a_name_stands_in_an_option: "wieght", Option<Box<Linear>>, Some(Box::new(Linear::new()))
        => "help: did you mean `at = \"weight\"`?";
    a_name_stands_in_a_cell: "wieght", Rc<RefCell<Linear>>, Rc::new(RefCell::new(Linear::new()))
        => "help: did you mean `at = \"weight\"`?";
    a_name_stands_in_a_vec: "*.wieght", Vec<Linear>, vec![Linear::new()]
        => "help: did you mean `at = \"*.weight\"`?";
    a_name_stands_in_an_array: "0.wieght", [Linear; 3], [(); 3].map(|()| Linear::new())
        => "help: did you mean `at = \"0.weight\"`?";
    a_name_stands_in_a_tuple: "1.wieght", (Linear, Linear), (Linear::new(), Linear::new())
        => "help: did you mean `at = \"1.weight\"`?";
    a_tuple_has_fewer_entries: "2.weight", (Linear, Linear), (Linear::new(), Linear::new())
        => "note: the nearest paths are `0.weight`, `1.weight`, `0.bias`";
    a_list_needs_an_index: "weight", Vec<Linear>, vec![Linear::new()]
        => "help: did you mean `at = \"**.weight\"`?";
    #[init(crate = ::init_core)]
    a_name_stands_beside_another_crate_path: "wieght", Linear, Linear::new()
        => "help: did you mean `at = \"weight\"`?";
    a_field_is_renamed: "weight", Renamed, Renamed { weight: [9.0; 4] }
        => "note: the nearest paths are `kernel`";
    a_name_stands_behind_dyn: "wieght", Box<dyn Initialize>, Box::new(Linear::new())
        => "help: did you mean `at = \"weight\"`?";
    a_variant_is_there: "wieght", Head, Head::Dense { weight: [9.0; 4] }
        => "help: did you mean `at = \"weight\"`?";
    a_variant_is_not_there: "wieght", Head, Head::Scale(9.0)
        => "help: did you mean `at = \"weight\"`?";
}

#[derive(Initialize)]
struct Renamed {
    #[init(parameter, name = "kernel")]
    weight: [f32; 4],
}

#[derive(Initialize)]
enum Head {
    Dense {
        #[init(parameter)]
        weight: [f32; 4],
    },
    Scale(#[init(ones)] f32),
}

#[test]
fn a_rule_of_the_struct_goes_into_its_field() {
    #[derive(Initialize)]
    #[init(at = "fc.wieght", zeros)]
    struct Net {
        fc: Linear,
    }
    assert_eq!(
        problem(Net { fc: Linear::new() }),
        "the rule `at = \"fc.wieght\"` of `Net` reaches no parameter\n  \
         help: did you mean `at = \"fc.weight\"`?"
    );
}

#[test]
fn a_type_is_generic() {
    #[derive(Initialize)]
    struct Net<T> {
        #[init(at = "wieght", zeros)]
        fc: T,
    }
    assert_eq!(
        problem(Net { fc: Linear::new() }),
        "`fc`: the rule `at = \"wieght\"` of `Net` reaches no parameter\n  \
         help: did you mean `at = \"weight\"`?"
    );
}

/// Whether it would be one could be told only of a model that has it.
#[test]
fn a_name_in_what_is_empty_is_a_warning() {
    #[derive(Initialize)]
    struct Net {
        #[init(at = "wieght", zeros)]
        fc: Option<Linear>,
    }
    let plan = Net { fc: None }.plan().unwrap();
    let warnings: Vec<String> = plan.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "`fc`: the rule `at = \"wieght\"` of `Net` reaches no parameter\n  \
          note: `fc` is empty in this model\n  note: there are no parameters below it"
        ]
    );
}
