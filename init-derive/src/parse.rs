//! Stage 1: every attribute of an item as entries, by its form alone.

mod attribute;
mod fault;

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Fields, Index, Member, Token, Type};

pub(crate) use self::attribute::{Entries, Entry, Given};
use crate::report::Report;

/// An item, with the entries of its attributes.
pub(crate) struct Parsed<'a> {
    pub(crate) item: &'a DeriveInput,
    pub(crate) attributes: Vec<Entries>,
    pub(crate) body: Body<'a>,
    /// The words of every attribute, understood or not, for editors.
    pub(crate) words: Vec<Vec<Ident>>,
}

pub(crate) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
    Union(Token![union]),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) attributes: Vec<Entries>,
}

/// The name of the attribute on an item: `init`, or `initialize` where that is written anywhere, so
/// that `init` is left to other derives.
pub(crate) fn spelling(item: &DeriveInput) -> &'static str {
    let all = |fields: &'_ Fields| -> Vec<Attribute> {
        fields
            .iter()
            .flat_map(|field| field.attrs.clone())
            .collect()
    };
    let inner = match &item.data {
        Data::Struct(data) => all(&data.fields),
        Data::Enum(data) => (data.variants.iter())
            .flat_map(|variant| variant.attrs.iter().cloned().chain(all(&variant.fields)))
            .collect(),
        Data::Union(_) => Vec::new(),
    };
    let mut attributes = item.attrs.iter().chain(&inner);
    if attributes.any(|attribute| attribute.path().is_ident("initialize")) {
        "initialize"
    } else {
        "init"
    }
}

/// A struct, enum or union as the compiler hands it over.
pub(crate) fn input<'a>(item: &'a DeriveInput, report: &mut Report) -> Parsed<'a> {
    let mut words = Vec::new();
    let attributes = attribute::entries(&item.attrs, &mut words, report);
    let mut fields = |fields: &'a Fields| -> Vec<Field<'a>> {
        (fields.iter().zip(0_usize..))
            .map(|(field, index)| Field {
                member: (field.ident.clone())
                    .map_or_else(|| Member::Unnamed(Index::from(index)), Member::Named),
                ty: &field.ty,
                attributes: attribute::entries(&field.attrs, &mut words, report),
            })
            .collect()
    };
    let body = match &item.data {
        Data::Struct(data) => Body::Struct(fields(&data.fields)),
        Data::Enum(data) => Body::Enum(
            (data.variants.iter())
                .map(|variant| Variant {
                    ident: &variant.ident,
                    attributes: &variant.attrs,
                    fields: fields(&variant.fields),
                })
                .collect(),
        ),
        Data::Union(data) => Body::Union(data.union_token),
    };
    Parsed {
        item,
        attributes,
        body,
        words,
    }
}
