//! Structs and enums that derive both burn's `Module` and `Initialize`.

use burn::module::{Module, ModuleVisitor, Param};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::Tensor;
use init_core::initializer::{kaiming_normal, zeros};
use init_core::libraries::burn_0_22::BurnModule;
use init_core::plan::Entry;
use init_core::{Initialize, Plan, Reset, Rules};

use crate::{bits, device};

fn linear(inputs: usize) -> Linear {
    LinearConfig::new(inputs, 4).init(&device())
}

fn paths(plan: &Plan) -> Vec<&str> {
    plan.entries().iter().map(Entry::path).collect()
}

#[derive(Module, Debug, Initialize)]
enum Head {
    Lin(Linear),
    Other(Linear),
}

#[derive(Module, Debug, Initialize)]
struct Net {
    heads: Vec<Head>,
}

impl Net {
    fn weights(&self) -> Vec<Vec<u32>> {
        let (Head::Lin(linear) | Head::Other(linear)) = &self.heads[0];
        let (Head::Lin(last) | Head::Other(last)) = &self.heads[1];
        [linear, last]
            .map(|linear| bits(&linear.weight.val()))
            .into()
    }
}

#[test]
fn an_enum_has_the_paths_and_the_values_that_the_derive_gives() {
    let net = Net {
        heads: vec![Head::Lin(linear(3)), Head::Other(linear(5))],
    };
    let rules = Rules::new()
        .at("**.weight", kaiming_normal())
        .at("**.bias", zeros());
    let reset = Reset::seed(8).rules(&rules);
    let mut derived = net.clone();
    let mut whole = BurnModule::new(net);
    let expected = [
        "heads.0.0.weight",
        "heads.0.0.bias",
        "heads.1.0.weight",
        "heads.1.0.bias",
    ];
    assert_eq!(paths(&reset.run(&mut derived).unwrap()), expected);
    assert_eq!(paths(&reset.run(&mut whole).unwrap()), expected);
    assert_eq!(derived.weights(), whole.weights());
}

/// Of another crate, which does not know of `Initialize`.
#[derive(Module, Debug)]
struct Theirs {
    inner: Linear,
}

#[derive(Module, Debug, Initialize)]
struct Ours {
    #[init(at = "**.weight", kaiming_normal)]
    #[init(at = "**.bias", zeros)]
    theirs: BurnModule<Theirs>,
    last: Linear,
}

/// The names of all parameters, as burn's records have them.
#[derive(Default)]
struct Names {
    path: Vec<String>,
    names: Vec<String>,
}

impl ModuleVisitor for Names {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, _: &Param<Tensor<D>>) {
        self.names.push(self.path.join("."));
    }
}

#[test]
fn a_module_of_another_crate_is_a_field_with_rules() {
    let theirs = || Theirs { inner: linear(3) };
    let mut ours = Ours {
        theirs: BurnModule::new(theirs()),
        last: linear(4),
    };
    let plan = Reset::seed(8).run(&mut ours).unwrap();
    let mut names = Names::default();
    ours.visit(&mut names);
    let expected = [
        "theirs.inner.weight",
        "theirs.inner.bias",
        "last.weight",
        "last.bias",
    ];
    assert_eq!(names.names, expected);
    assert_eq!(paths(&plan), expected);
    assert_eq!(ours.num_params(), 3 * 4 + 4 + 4 * 4 + 4);
    assert!(ours.to_string().contains("Theirs"), "{ours}");

    // burn's own ways with a module reach the one inside.
    let weight = bits(&ours.theirs.inner.weight.val());
    assert!(weight.iter().any(|&bits| bits != 0));
    let record = ours.valid().into_record();
    let fresh = Ours {
        theirs: BurnModule::new(theirs()),
        last: linear(4),
    };
    let loaded = fresh.load_record(record).to_device(&device());
    assert_eq!(bits(&loaded.theirs.inner.weight.val()), weight);
}
