//! What a struct says, once it is checked. Whoever holds one need not check again.

use crate::respan::reads;
use init_grammar::Range;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, ExprConst, Generics, Member, Type, WherePredicate};

/// A struct or enum.
pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    /// Where init-core is.
    pub(crate) core: TokenStream,
    /// The where clause in place of the inferred one.
    pub(crate) bound: Option<Vec<WherePredicate>>,
    pub(crate) body: Body<'a>,
}

pub(crate) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
    /// A union, which has been refused.
    Nothing,
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) fields: Vec<Field<'a>>,
}

impl<'a> Body<'a> {
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        let (own, variants) = match self {
            Self::Struct(fields) => (fields.as_slice(), [].as_slice()),
            Self::Enum(variants) => ([].as_slice(), variants.as_slice()),
            Self::Nothing => ([].as_slice(), [].as_slice()),
        };
        own.iter()
            .chain(variants.iter().flat_map(|variant| &variant.fields))
    }
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) action: Action,
}

/// What is done with a field.
pub(crate) enum Action {
    Skip,
    Module(Box<Place>),
    Parameter(Box<Declaration>),
}

/// Where a field stands in paths.
#[derive(Default)]
pub(crate) struct Place {
    pub(crate) name: Option<Setting>,
    pub(crate) stream: Option<Setting>,
}

/// A key and its value.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What is declared for a parameter.
pub(crate) struct Declaration {
    pub(crate) place: Place,
    pub(crate) source: Source,
    /// The options of the parameter, in the user's order.
    pub(crate) options: Vec<Setting>,
    /// What compiles, but is probably not meant.
    pub(crate) warnings: Vec<Warning>,
}

/// A warning: the name of the item whose use the compiler reports, at the span of the word that
/// causes it, and what it says.
pub(crate) struct Warning {
    pub(crate) name: Ident,
    pub(crate) note: &'static str,
}

impl Setting {
    /// Whether this is the key, raw or not.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key.unraw() == key
    }
}

impl Declaration {
    /// Whether the field gives the shape of flat storage.
    pub(crate) fn has_shape(&self) -> bool {
        self.options.iter().any(|option| option.is("shape"))
    }
}

/// Where the values come from.
pub(crate) enum Source {
    Initializer(Call),
    /// From rules: the word `parameter`.
    Rules(Ident),
}

/// An initializer and its keys.
pub(crate) struct Call {
    pub(crate) word: Ident,
    pub(crate) value: Option<Value>,
    pub(crate) keys: Vec<Setting>,
}

/// A checked value.
pub(crate) enum Value {
    /// The key stands alone.
    None,
    Expr(Box<Expr>),
    /// `const { … }`, whose range the compiler checks once it knows the value.
    Const(Box<ExprConst>, Range),
    /// A variant of an enum of init-core, with the span of the string that chose it.
    Variant(TokenStream),
}

impl Value {
    /// The user's expression, if there is one.
    pub(crate) fn expression(&self) -> TokenStream {
        match self {
            Self::Expr(expr) => expr.to_token_stream(),
            Self::Const(block, _) => block.to_token_stream(),
            Self::None | Self::Variant(_) => TokenStream::new(),
        }
    }

    /// Whether the expression reads the value `name`.
    pub(crate) fn reads(&self, name: &str) -> bool {
        match self {
            Self::Expr(expr) => reads(expr, name),
            Self::Const(block, _) => reads(&Expr::Const((**block).clone()), name),
            Self::None | Self::Variant(_) => false,
        }
    }
}
