//! Objects of JSON without duplicate names.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::short;

/// The entries of an object. Readers differ in which of two with one name they take, so that a
/// second is an error.
#[derive(Debug)]
pub(super) struct Entries<T>(pub(super) BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object(PhantomData))
    }
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Entries<T>, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = object.next_key::<String>()? {
            match entries.entry(name) {
                Entry::Vacant(place) => place.insert(object.next_value()?),
                Entry::Occupied(place) => {
                    let name = short(place.key());
                    return Err(A::Error::custom(format!("duplicate name `{name}`")));
                }
            };
        }
        Ok(Entries(entries))
    }
}
