//! The floors of init-core: a room imports only from the rooms above it in the list of
//! docs/architecture.md, and no files of one room import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, UseTree, Visibility};

/// The conveniences of `Initialize`: `plan` and `reset_parameters`.
const EXCEPTIONS: [(&str, &str); 2] = [("model/initialize", "plan"), ("model/initialize", "reset")];

/// How many files without a folder may stand in `src/` beside the roots of rooms.
const LOOSE: usize = 5;

/// A path of modules, from the root of the crate.
type Module = Vec<String>;

#[derive(Default)]
struct File {
    /// The paths that it names, from the root of the crate.
    takes: BTreeSet<Vec<String>>,
    /// What it exports under a name of its own, and where that comes from.
    exports: BTreeMap<String, Vec<String>>,
}

#[test]
fn no_arrow_runs_up() {
    let house = House::read();
    let floors = floors();
    let mut faults = Vec::new();
    for (from, to, name) in house.arrows() {
        let (Some(lower), Some(upper)) = (floors.get(&from[0]), floors.get(&to[0])) else {
            faults.push(format!("`{}` is in no room of the list", from.join("/")));
            continue;
        };
        let exception = (from.join("/"), to[0].clone());
        let excepted = EXCEPTIONS
            .iter()
            .any(|&(a, b)| (a, b) == (&exception.0, &exception.1));
        if upper > lower && !excepted {
            faults.push(format!(
                "{}.rs takes `{name}` from `{}`: `{}` may import only from rooms above it in docs/architecture.md",
                from.join("/"),
                to.join("/"),
                from[0],
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_files_import_each_other() {
    let house = House::read();
    let mut takes: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (from, to, _) in house.arrows() {
        if !EXCEPTIONS.contains(&(&from.join("/"), &to[0])) {
            takes.entry(from).or_default().insert(to);
        }
    }
    // A file that takes from none that is left, or that none takes from, is in no circle.
    loop {
        let takers: BTreeSet<Module> = takes.keys().cloned().collect();
        let taken: BTreeSet<Module> = takes.values().flatten().cloned().collect();
        let before = takes.len();
        takes.retain(|module, takes| {
            takes.retain(|module| takers.contains(module));
            !takes.is_empty() && taken.contains(module)
        });
        if takes.len() == before {
            break;
        }
    }
    let circle: Vec<String> = takes.keys().map(|module| module.join("/")).collect();
    assert!(circle.is_empty(), "a circle of imports: {circle:?}");
}

#[test]
fn few_files_are_loose() {
    let source = source();
    let loose: Vec<_> = fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.with_extension("").is_dir())
        .collect();
    assert!(loose.len() <= LOOSE, "{loose:?}");
}

/// The rooms of the list, with the number of each.
fn floors() -> BTreeMap<String, usize> {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let document = fs::read_to_string(document).unwrap();
    let table = document.split("| room | holds |").nth(1).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| `"));
    let rooms = rows.map(|row| row.split('`').next().unwrap().to_owned());
    let floors: BTreeMap<String, usize> = rooms.enumerate().map(|(n, room)| (room, n)).collect();
    assert!(floors.len() > 10, "the list has the rooms {floors:?}");
    floors
}

fn source() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("init-core/src")
}

/// Every file of the library, by its module.
struct House(BTreeMap<Module, File>);

impl House {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        collect(&source(), &mut Vec::new(), &mut files);
        assert!(files.len() > 100, "found {} files", files.len());
        Self(files)
    }

    /// What each file takes from which other, parents' from their children left out: a file, the
    /// file that defines the name, and the name.
    fn arrows(&self) -> Vec<(Module, Module, String)> {
        let mut arrows = Vec::new();
        for (from, file) in self.0.iter().filter(|(module, _)| !module.is_empty()) {
            for path in &file.takes {
                let Some((to, name)) = self.definition(path, 0) else {
                    continue;
                };
                if !to.is_empty() && !to.starts_with(from) {
                    arrows.push((from.clone(), to, name));
                }
            }
        }
        arrows
    }

    /// The module that defines what a path names.
    fn definition(&self, path: &[String], depth: usize) -> Option<(Module, String)> {
        assert!(depth < 16, "{path:?} is re-exported in a circle");
        let modules = (0..=path.len())
            .rev()
            .find(|&length| self.0.contains_key(&path[..length]))?;
        let (module, rest) = path.split_at(modules);
        let name = rest.first().cloned().unwrap_or_else(|| "self".into());
        match self.0[module].exports.get(&name) {
            Some(source) => {
                let mut path = source.clone();
                path.extend_from_slice(&rest[1..]);
                self.definition(&path, depth + 1)
            }
            None => Some((module.to_vec(), name)),
        }
    }
}

fn collect(folder: &Path, module: &mut Module, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_code = path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
        if name == "tests" || !is_code {
            continue;
        }
        module.push(name);
        if path.is_dir() {
            collect(&path, module, files);
        } else {
            let syntax = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
            let here: &[String] = if module[..] == ["lib"] { &[] } else { &*module };
            let mut file = File::default();
            file.items(here, &syntax.items);
            files.insert(here.to_vec(), file);
        }
        module.pop();
    }
}

impl File {
    fn items(&mut self, module: &[String], items: &[Item]) {
        for item in items {
            match item {
                Item::Use(item) => {
                    let public = !matches!(item.vis, Visibility::Inherited);
                    self.tree(module, public, &mut Vec::new(), &item.tree);
                }
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content
                        && !item.attrs.iter().any(is_test)
                    {
                        let inner = [module, &[item.ident.to_string()]].concat();
                        self.items(&inner, items);
                    }
                }
                other => self.paths(module, quote::quote!(#other)),
            }
        }
    }

    fn tree(&mut self, module: &[String], public: bool, path: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.tree(module, public, path, &tree.tree);
                path.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(module, public, path, tree);
                }
            }
            UseTree::Name(leaf) => self.leaf(module, public, path, leaf.ident.to_string(), None),
            UseTree::Rename(leaf) => {
                let rename = Some(leaf.rename.to_string());
                self.leaf(module, public, path, leaf.ident.to_string(), rename);
            }
            UseTree::Glob(_) => self.take(module, path),
        }
    }

    fn leaf(
        &mut self,
        module: &[String],
        public: bool,
        path: &[String],
        name: String,
        rename: Option<String>,
    ) {
        let mut path = path.to_vec();
        if name != "self" {
            path.push(name);
        }
        let Some(absolute) = absolute(module, &path) else {
            return;
        };
        if public && let Some(name) = rename.or_else(|| path.last().cloned()) {
            self.exports.entry(name).or_insert_with(|| absolute.clone());
        }
        self.takes.insert(absolute);
    }

    fn take(&mut self, module: &[String], path: &[String]) {
        self.takes.extend(absolute(module, path));
    }

    /// The paths in code, macros among it, that begin at the root or climb.
    fn paths(&mut self, module: &[String], tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(colon) if colon.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.take(module, &core::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.take(module, &core::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.paths(module, group.stream());
                    }
                }
            }
        }
        self.take(module, &path);
    }
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && quote::quote!(#attribute).to_string().contains("test")
}

/// A path from the root of the crate; `None` where it leads out of the crate or to what stands in
/// the same module.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let climbs = path.iter().take_while(|name| *name == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "crate" => (&[][..], &path[1..]),
        "self" => (module, &path[1..]),
        "super" => (
            &module[..module.len().checked_sub(climbs)?],
            &path[climbs..],
        ),
        _ => (module, path),
    };
    (path.len() > 1).then(|| [base, rest].concat())
}
