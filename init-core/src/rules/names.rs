//! The names of a module's fields, where its type is known at compile time.
//!
//! A rule on a nested field, `#[init(at = "wieght", zeros)] fc: Linear`, is judged by the
//! compiler: the derive writes down the names of every struct, in a trait of its own, since
//! [`Initialize`](crate::model::Initialize) is dyn-compatible.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::marker::PhantomData;

use init_grammar::{component_matches, nearest_spelling, spans_components, split_component};

use crate::walk::{Component, Walk};

/// What may be the next component of a path in a module.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// One of these fields.
    Fields(&'static [&'static str]),
    /// An entry of a list, by its number, with these names in it.
    List(&'static Known),
    /// An entry of a map, by its key, with these names in it.
    Map(&'static Known),
    /// An entry of a tuple, by its number, each with its own names.
    Tuple(&'static [Known]),
    /// Anything.
    Open,
}

/// A type whose names are known. The derive implements it.
pub trait Names {
    /// The names.
    const NAMES: Known;
}

macro_rules! names {
    ($($(#[$attribute:meta])* [$($generics:tt)*] $container:ty: $names:expr;)*) => {$(
        $(#[$attribute])*
        impl<$($generics)*> Names for $container {
            const NAMES: Known = $names;
        }
    )*};
}
names! {
    [T: Names + ?Sized] Box<T>: T::NAMES;
    [T: Names + ?Sized] &mut T: T::NAMES;
    [T: Names + ?Sized] Rc<T>: T::NAMES;
    [T: Names + ?Sized] Arc<T>: T::NAMES;
    [T: Names + ?Sized] RefCell<T>: T::NAMES;
    #[cfg(feature = "std")]
    [T: Names + ?Sized] std::sync::Mutex<T>: T::NAMES;
    #[cfg(feature = "std")]
    [T: Names + ?Sized] std::sync::RwLock<T>: T::NAMES;
    [T: Names] Option<T>: T::NAMES;
    [T: Names] [T]: Known::List(&T::NAMES);
    [T: Names] Vec<T>: Known::List(&T::NAMES);
    [T: Names, const N: usize] [T; N]: Known::List(&T::NAMES);
    [K, T: Names] BTreeMap<K, T>: Known::Map(&T::NAMES);
    [A: Names] (A,): Known::Tuple(&[A::NAMES]);
    [A: Names, B: Names] (A, B): Known::Tuple(&[A::NAMES, B::NAMES]);
    [A: Names, B: Names, C: Names] (A, B, C): Known::Tuple(&[A::NAMES, B::NAMES, C::NAMES]);
    [A: Names, B: Names, C: Names, D: Names] (A, B, C, D):
        Known::Tuple(&[A::NAMES, B::NAMES, C::NAMES, D::NAMES]);
}

/// Says what variants of the enum `T` hold that is not `here`, in the one that is there: a rule
/// for it is no mistake.
pub fn other_variants<T: Names, W: Walk + ?Sized>(visitor: &mut W, here: &[&str]) {
    match T::NAMES {
        Known::Fields(fields) => {
            for name in fields.iter().filter(|name| !here.contains(name)) {
                visitor.absent(Some(&Component::field(name)));
            }
        }
        _ => visitor.absent(None),
    }
}

/// Asks for the names of any type: an inherent constant where they are known, else the one of
/// [`Nobody`].
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Names + ?Sized> Probe<T> {
    /// The names, which are known.
    pub const NAMES: Known = T::NAMES;
}

/// The names of what is not [`Names`].
pub trait Nobody {
    /// Nothing is known.
    const NAMES: Known = Known::Open;
}

impl<T: ?Sized> Nobody for Probe<T> {}

/// Refuses, at compile time, a rule whose next literal component is no name of the module
/// `noun`.
///
/// # Panics
/// With a message that names the nearest field.
#[track_caller]
pub const fn check(glob: &'static str, noun: &'static str, names: Known) {
    let (component, rest) = split_component(glob);
    if spans_components(component) {
        return;
    }
    let inner = match names {
        Known::Open => return,
        Known::Fields(fields) => {
            if !any_matches(component, fields) {
                refuse(glob, noun, component, fields);
            }
            return;
        }
        Known::Map(inner) => inner,
        Known::List(inner) => {
            if !could_be_number(component) {
                let text = Text::reaches_nothing(glob);
                let text = text.push("the entries of `").push(noun);
                let text = text.push("` are numbers\nhelp: write `*.").push(glob);
                let text = text.push("` for all of them");
                panic!("{}", text.as_str());
            }
            inner
        }
        Known::Tuple(entries) => match number(component) {
            None if could_be_number(component) => return,
            Some(place) if place < entries.len() => &entries[place],
            _ => refuse(glob, noun, component, NUMBERS.split_at(entries.len()).0),
        },
    };
    if let Some(rest) = rest {
        check(rest, noun, *inner);
    }
}

/// The names of the entries of tuples.
const NUMBERS: &[&str] = &["0", "1", "2", "3"];

#[track_caller]
const fn refuse(glob: &str, noun: &str, component: &str, fields: &'static [&'static str]) -> ! {
    let text = Text::reaches_nothing(glob).push("no field of `").push(noun);
    let text = text.push("` matches `").push(component);
    let text = match nearest_spelling(component, fields) {
        Some(near) => text
            .push("`\nhelp: did you mean `")
            .push(fields[near])
            .push("`?"),
        None => text.push("`").list(fields),
    };
    panic!("{}", text.as_str());
}

const fn any_matches(component: &str, fields: &[&str]) -> bool {
    let mut place = 0;
    while place < fields.len() {
        if component_matches(component, fields[place]) {
            return true;
        }
        place += 1;
    }
    false
}

/// Whether a pattern matches some number.
const fn could_be_number(component: &str) -> bool {
    let bytes = component.as_bytes();
    let mut place = 0;
    while place < bytes.len() {
        if !bytes[place].is_ascii_digit() && bytes[place] != b'*' {
            return false;
        }
        place += 1;
    }
    true
}

/// The number of one digit that a component is.
const fn number(component: &str) -> Option<usize> {
    match component.as_bytes() {
        [digit] if digit.is_ascii_digit() => Some((*digit - b'0') as usize),
        _ => None,
    }
}

/// A message that is put together at compile time; what is too long for it is left out.
struct Text {
    bytes: [u8; 512],
    length: usize,
}

impl Text {
    /// The start of every message.
    const fn reaches_nothing(glob: &str) -> Self {
        let text = Self::new().push("the rule `at = \"").push(glob);
        text.push("\"` reaches nothing: ")
    }

    const fn new() -> Self {
        Self {
            bytes: [0; 512],
            length: 0,
        }
    }

    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() <= self.bytes.len() {
            let mut place = 0;
            while place < text.len() {
                self.bytes[self.length] = text[place];
                self.length += 1;
                place += 1;
            }
        }
        self
    }

    /// All the names, if there are any.
    const fn list(mut self, fields: &[&str]) -> Self {
        let mut place = 0;
        while place < fields.len() {
            self = self
                .push(if place == 0 {
                    "\nnote: its fields are `"
                } else {
                    "`, `"
                })
                .push(fields[place]);
            place += 1;
        }
        if fields.is_empty() {
            self.push("\nnote: it has no parameters")
        } else {
            self.push("`")
        }
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "the rule reaches nothing",
        }
    }
}
