//! The names of a module's fields, where its type is known at compile time.
//!
//! A rule on a nested field, `#[init(at = "wieght", zeros)] fc: Linear`, is judged by the
//! compiler: the derive writes down the names of every struct, in a trait of its own, since
//! [`Initialize`](crate::Initialize) is dyn-compatible.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::marker::PhantomData;

use init_grammar::{allowed, component_matches, distance};

/// What may be the next component of a path in a module.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// One of these fields.
    Fields(&'static [&'static str]),
    /// An entry of a list, with these names in it.
    Entries(&'static Known),
    /// Anything.
    Open,
}

/// A type whose names are known. The derive implements it.
pub trait Names {
    /// The names.
    const NAMES: Known;
}

macro_rules! same {
    ($([$($generics:tt)*] $container:ty;)*) => {$(
        impl<$($generics)*> Names for $container {
            const NAMES: Known = T::NAMES;
        }
    )*};
}
same! {
    [T: Names + ?Sized] Box<T>;
    [T: Names + ?Sized] &mut T;
    [T: Names] Option<T>;
}

macro_rules! entries {
    ($([$($generics:tt)*] $container:ty;)*) => {$(
        impl<$($generics)*> Names for $container {
            const NAMES: Known = Known::Entries(&T::NAMES);
        }
    )*};
}
entries! {
    [T: Names] [T];
    [T: Names] Vec<T>;
    [T: Names, const N: usize] [T; N];
    [K, T: Names] BTreeMap<K, T>;
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
    let (component, rest) = split(glob);
    match names {
        Known::Open => {}
        _ if is_spanning(component) => {}
        Known::Entries(inner) => {
            if let Some(rest) = rest {
                check(rest, noun, *inner);
            }
        }
        Known::Fields(fields) => {
            let mut place = 0;
            while place < fields.len() {
                if component_matches(component, fields[place]) {
                    return;
                }
                place += 1;
            }
            let mut text = Text::new()
                .push("the rule `at = \"")
                .push(glob)
                .push("\"` reaches nothing: no field of `")
                .push(noun)
                .push("` matches `")
                .push(component);
            text = match nearest(component, fields) {
                Some(near) => text.push("`; did you mean `").push(near).push("`?"),
                None => text.push("`").list(fields),
            };
            panic!("{}", text.as_str());
        }
    }
}

const fn is_spanning(component: &str) -> bool {
    let bytes = component.as_bytes();
    bytes.len() == 2 && bytes[0] == b'*' && bytes[1] == b'*'
}

/// The first component and what follows its dot.
const fn split(glob: &str) -> (&str, Option<&str>) {
    let bytes = glob.as_bytes();
    let mut place = 0;
    while place < bytes.len() {
        if bytes[place] == b'.' {
            let (first, rest) = glob.split_at(place);
            return (first, Some(rest.split_at(1).1));
        }
        place += 1;
    }
    (glob, None)
}

const fn nearest(component: &str, fields: &'static [&'static str]) -> Option<&'static str> {
    let mut best = None;
    let mut least = usize::MAX;
    let mut place = 0;
    while place < fields.len() {
        let found = distance(component, fields[place]);
        if found <= allowed(fields[place]) && found < least {
            least = found;
            best = Some(fields[place]);
        }
        place += 1;
    }
    best
}

/// A message that is put together at compile time; what is too long for it is left out.
struct Text {
    bytes: [u8; 512],
    length: usize,
}

impl Text {
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
                    "; its fields are `"
                } else {
                    "`, `"
                })
                .push(fields[place]);
            place += 1;
        }
        if fields.is_empty() {
            self.push("; it has no parameters")
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
