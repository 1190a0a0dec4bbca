//! The position of a walk: the path, the stream, the lists around it, and the shared parts met so
//! far.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Component, Declared, Layer, Shared};
use crate::number::fnv::Fnv;
use crate::parameter::SharedId;

/// Keeps track of the position of a walk, for visitors that need paths.
///
/// A visitor forwards `enter`, `leave`, `module`, `list`, `shared` and `layer` to it.
///
/// ```
/// use init_core::walk::{Component, Trail};
///
/// let mut trail = Trail::new();
/// trail.enter(&Component::field("layers"));
/// trail.list(2);
/// trail.enter(&Component::index(1));
/// trail.module("Linear");
/// assert_eq!(trail.path_of(&Component::field("weight")), "layers.1.weight");
/// assert_eq!(trail.current_module(), Some("Linear"));
/// let layer = trail.layer_of(&Component::field("weight")).unwrap();
/// assert_eq!((layer.index, layer.count), (1, 2));
/// ```
#[derive(Debug, Clone)]
pub struct Trail {
    path: String,
    root: Frame,
    /// Those of the components entered and not left.
    frames: Vec<Frame>,
    /// The first place of each, where it is asked for.
    shared: BTreeMap<SharedId, Option<FirstPlace>>,
    only_reads: bool,
}

#[derive(Debug, Clone)]
struct Frame {
    /// The length of the path when the frame was entered.
    path: usize,
    stream: Hash,
    /// True where other names stand for some components in the stream.
    renamed: bool,
    module: Option<&'static str>,
    list: Option<List>,
    /// The path of the module whose values this one has.
    original: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct List {
    entered: usize,
    length: usize,
}

/// The state of FNV-1a over components joined by dots.
#[derive(Debug, Clone, Copy)]
struct Hash {
    state: Fnv,
    empty: bool,
}

impl Hash {
    fn with(mut self, component: &str) -> Self {
        if component.is_empty() {
            return self;
        }
        let dot = if self.empty { "" } else { "." };
        self.state = self.state.with(dot.bytes().chain(component.bytes()));
        self.empty = false;
        self
    }
}

/// The path where a shared parameter or module was met first, and its declaration there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstPlace {
    /// Its path there.
    pub path: String,
    /// The declaration of a shared parameter there, described.
    pub declared: Option<String>,
    /// True where it is declared there without an initializer.
    pub is_open: bool,
}

impl Default for Trail {
    fn default() -> Self {
        Self::new()
    }
}

impl Trail {
    /// The trail of a walk that starts at the root.
    pub fn new() -> Self {
        Self {
            path: String::new(),
            root: Frame {
                path: 0,
                stream: Hash {
                    state: Fnv::new(),
                    empty: true,
                },
                renamed: false,
                module: None,
                list: None,
                original: None,
            },
            frames: Vec::new(),
            shared: BTreeMap::new(),
            only_reads: false,
        }
    }

    /// The trail of a walk after which nothing is written: shared content only has to be readable.
    /// A walk with [`Trail::new`] demands what a write will need, so that a reader elsewhere is
    /// found before anything is written.
    pub fn reading() -> Self {
        Self {
            only_reads: true,
            ..Self::new()
        }
    }

    /// The trail of another such walk, in the memory of this one.
    pub(crate) fn restarted(mut self) -> Self {
        self.path.clear();
        self.frames.clear();
        self.shared.clear();
        self.root.module = None;
        self.root.list = None;
        self
    }

    /// Returns true if the walk only reads.
    pub(crate) fn only_reads(&self) -> bool {
        self.only_reads
    }

    /// Steps into a component.
    pub fn enter(&mut self, component: &Component<'_>) {
        self.count_entry(component);
        let frame = self.frame();
        let stream = frame.stream.with(component.stream_name());
        let renamed = frame.renamed || component.is_renamed();
        let original = self.original_of(component);
        let path = self.path.len();
        join(&mut self.path, component.path_name());
        self.frames.push(Frame {
            path,
            stream,
            renamed,
            module: None,
            list: None,
            original,
        });
    }

    /// Steps out of the last component. At the root it does nothing.
    pub fn leave(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.path.truncate(frame.path);
        }
    }

    /// Notes the type of the module.
    pub fn module(&mut self, name: &'static str) {
        self.frame_mut().module = Some(name);
    }

    /// Notes that the component entered last is a list.
    pub fn list(&mut self, length: usize) {
        self.frame_mut().list = Some(List { entered: 0, length });
    }

    /// Notes a parameter of the current module, which may be an entry of a list.
    pub fn count_entry(&mut self, component: &Component<'_>) {
        if let Some(list) = &mut self.frame_mut().list {
            list.entered = component.position().unwrap_or(list.entered) + 1;
        }
    }

    /// Notes a shared parameter or module: returns `None` the first time, then the
    /// path and declaration of the first time.
    pub fn shared(&mut self, shared: &Shared<'_>) -> Option<FirstPlace> {
        if let Some(Some(first)) = self.shared.get(&shared.id()) {
            return Some(first.clone());
        }
        let first = FirstPlace {
            path: self.path_at(shared.component()),
            declared: shared.declared().map(Declared::describe),
            is_open: shared
                .declared()
                .is_some_and(|declared| declared.initializer().is_none()),
        };
        self.shared.insert(shared.id(), Some(first));
        None
    }

    /// Notes a shared parameter or module: whether it is met for the first time.
    pub(crate) fn meets(&mut self, id: SharedId) -> bool {
        self.shared.insert(id, None).is_none()
    }

    /// The nearest list around a parameter of the current module, and the lists around that list,
    /// if there is one.
    pub fn layer_of(&self, component: &Component<'_>) -> Option<Layer> {
        let (last, before) = match self.frames.split_last() {
            Some((last, before)) => (last, before),
            None => (&self.root, &[][..]),
        };
        // The entry itself has not been counted yet.
        let here = last.list.map(|list| {
            let index = component.position().unwrap_or(list.entered);
            (index, list.length)
        });
        let outer = (!self.frames.is_empty()).then_some(&self.root);
        let around = outer.into_iter().chain(before);
        around
            .filter_map(|frame| frame.list)
            .map(|list| (list.entered.saturating_sub(1), list.length))
            .chain(here)
            .fold(None, |outer: Option<Layer>, (index, length)| {
                Some(Layer::new(index, length, outer.map(Box::new)))
            })
    }

    /// The lists around the current position: the length of the path of each, and the number of its entries.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn lists(&self) -> impl Iterator<Item = (usize, usize)> {
        let frames = [&self.root].into_iter().chain(&self.frames);
        let ends = self.frames.iter().map(|frame| frame.path);
        let ends = ends.chain([self.path.len()]);
        ends.zip(frames)
            .filter_map(|(end, frame)| Some((end, frame.list?.length)))
    }

    /// The number of components entered and not left.
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// The path of the current position.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path of a component of the current position.
    pub fn path_of(&self, component: &Component<'_>) -> String {
        // No more capacity than the path takes: a plan keeps it.
        let length = joined_length(&self.path, component.path_name());
        let mut path = String::with_capacity(length);
        self.write_path_of(component, &mut path);
        path
    }

    /// Writes the path of a component of the current position to `path`, whatever it holds.
    pub(crate) fn write_path_of(&self, component: &Component<'_>, path: &mut String) {
        path.clear();
        path.push_str(&self.path);
        join(path, component.path_name());
    }

    /// The path of a component, or of the current position.
    pub fn path_at(&self, component: Option<&Component<'_>>) -> String {
        component.map_or_else(|| self.path.clone(), |component| self.path_of(component))
    }

    /// FNV-1a of a parameter's path, where it is not that of its stream.
    pub(crate) fn path_hash(&self, component: &Component<'_>) -> Option<u64> {
        let renamed = self.frame().renamed || component.is_renamed();
        renamed.then(|| Fnv::new().with(self.path_of(component).bytes()).value())
    }

    /// The stream of a parameter: FNV-1a of its path, with `stream` components instead of names.
    pub fn stream_of(&self, component: &Component<'_>) -> u64 {
        self.frame()
            .stream
            .with(component.stream_name())
            .state
            .value()
    }

    /// Whether a component of the current position has the values of another.
    pub(crate) fn has_original(&self, component: &Component<'_>) -> bool {
        self.frame().original.is_some() || component.original().is_some()
    }

    /// The path of the parameter or module whose values a component of the current position has.
    pub(crate) fn original_of(&self, component: &Component<'_>) -> Option<String> {
        let around = self.frame().original.as_ref();
        let name = match component.original() {
            Some(beside) => beside,
            None if around.is_some() => component.path_name(),
            None => return None,
        };
        let mut path = around.unwrap_or(&self.path).clone();
        join(&mut path, name);
        Some(path)
    }

    /// The path `reference` from the module that holds a parameter of the current position, where
    /// `super` leads to the module around it. An entry of a list of parameters has the same entry of
    /// another list beside it.
    pub(crate) fn beside(&self, component: &Component<'_>, reference: &str) -> String {
        let (mut depth, mut outer) = (self.frames.len(), reference);
        while let (Some(rest), 1..) = (outer.strip_prefix("super."), depth) {
            (depth, outer) = (depth - 1, rest);
        }
        if let Some(frame) = self.frames.get(depth) {
            let mut path = String::from(&self.path[..frame.path]);
            join(&mut path, outer);
            return path;
        }
        let lists = self.frames.iter().rev();
        let lists = lists.take_while(|frame| frame.list.is_some()).count();
        let Some(own) = self.frames.get(self.frames.len() - lists) else {
            let mut path = self.path.clone();
            join(&mut path, reference);
            return path;
        };
        // The path of the holder, the name of the list, and the entries below it.
        let (holder, below) = self.path.split_at(own.path);
        let mut below = below.trim_start_matches('.').splitn(2, '.').skip(1);
        let mut path = String::from(holder);
        for part in [
            reference,
            below.next().unwrap_or_default(),
            component.path_name(),
        ] {
            join(&mut path, part);
        }
        path
    }

    /// The type of the current module.
    pub fn current_module(&self) -> Option<&'static str> {
        let frames = self.frames.iter().rev().chain([&self.root]);
        { frames }.find_map(|frame| frame.module)
    }

    fn frame(&self) -> &Frame {
        self.frames.last().unwrap_or(&self.root)
    }

    fn frame_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().unwrap_or(&mut self.root)
    }
}

fn joined_length(path: &str, name: &str) -> usize {
    path.len() + usize::from(needs_dot(path, name)) + name.len()
}

fn needs_dot(path: &str, name: &str) -> bool {
    !path.is_empty() && !name.is_empty()
}

fn join(path: &mut String, name: &str) {
    if needs_dot(path, name) {
        path.push('.');
    }
    path.push_str(name);
}
