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
