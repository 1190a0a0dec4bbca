//! A checked item. Code that is given one need not check again.

use init_grammar::Range;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Expr, ExprConst, Generics, LitStr, Member, Type, WherePredicate};

use crate::reads::{depth_of_layer, reads};

/// A struct or enum.
pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) core: Core,
    pub(crate) bound: Option<Bound>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) body: Body<'a>,
    /// The words of every attribute, understood or not, for editors.
    pub(crate) words: Vec<Vec<Ident>>,
}

/// Where init-core is.
pub(crate) struct Core {
    /// The path of init-core in what is written.
    pub(crate) path: TokenStream,
    /// The user's path, which is imported, so that one that leads nowhere is one error.
    pub(crate) import: Option<TokenStream>,
}

impl Core {
    const NAME: &str = "__init_core";

    /// init-core at the path that the user gives.
    pub(crate) fn imported(path: TokenStream) -> Self {
        Self {
            path: Ident::new(Self::NAME, Span::mixed_site()).into_token_stream(),
            import: Some(path),
        }
    }

    /// Puts items where the path leads to init-core.
    pub(crate) fn scope(&self, items: TokenStream) -> TokenStream {
        let Some(import) = &self.import else {
            return items;
        };
        // Spanned as the path: the compiler takes the span of an import from both ends.
        let mut name = Ident::new(Self::NAME, Span::mixed_site());
        if let Some(last) = import.clone().into_iter().last() {
            name.set_span(last.span());
        }
        quote! {
            const _: () = {
                use #import as #name;
                #items
            };
        }
    }
}

impl Default for Core {
    fn default() -> Self {
        Self {
            path: quote!(::init_core),
            import: None,
        }
    }
}

/// The where clause that replaces the inferred one.
pub(crate) struct Bound {
    pub(crate) word: Ident,
    pub(crate) predicates: Vec<WherePredicate>,
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

    /// Whether all that can be below the item is known: no field is transparent, and what each is
    /// has been understood.
    pub(crate) fn is_known(&self) -> bool {
        self.fields()
            .all(|field| field.component().is_some() && !matches!(field.action, Action::Skip(None)))
    }
}

/// The components of the fields that are visited, each once.
pub(crate) fn names<'f, 'a: 'f>(fields: impl IntoIterator<Item = &'f Field<'a>>) -> Vec<String> {
    let mut names = Vec::new();
    for field in fields {
        let component = field.component().filter(|_| !field.is_skipped());
        names.extend(component.filter(|name| !names.contains(name)));
    }
    names
}

/// The name of a field without the raw prefix, or its index.
pub(crate) fn member_name(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) action: Action,
    pub(crate) rules: Vec<Rule>,
}

impl Field<'_> {
    /// The component in paths; `None` if it adds no component.
    pub(crate) fn component(&self) -> Option<String> {
        match self.name() {
            Some(name) => name.text().filter(|name| !name.is_empty()),
            None => Some(member_name(&self.member)),
        }
    }

    /// The name that its attribute gives.
    pub(crate) fn name(&self) -> Option<&Setting> {
        match &self.action {
            Action::Skip(_) => None,
            Action::Module(place) => place.name.as_ref(),
            Action::Parameter(declaration) => declaration.place.name.as_ref(),
        }
    }

    pub(crate) fn is_skipped(&self) -> bool {
        matches!(self.action, Action::Skip(_))
    }
}

/// An initializer, options, or both, for what lies below.
pub(crate) struct Rule {
    /// The glob.
    pub(crate) at: Setting,
    /// The other filters: criteria besides the path.
    pub(crate) filters: Vec<Setting>,
    /// The options of the parameters, in the user's order.
    pub(crate) options: Vec<Setting>,
    pub(crate) call: Option<Call>,
    pub(crate) warnings: Vec<Warning>,
}

impl Rule {
    /// The values of all keys and options, with their words.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Ident, &Value)> {
        let options = self.options.iter();
        (self.call.iter().flat_map(Call::entries))
            .chain(options.map(|setting| (&setting.key, &setting.value)))
    }
}

/// The treatment of a field.
pub(crate) enum Action {
    /// Nothing. The word is there unless a fault has left open what the field is.
    Skip(Option<Ident>),
    Module(Box<Place>),
    Parameter(Box<Declaration>),
}

/// The position of a field in paths.
#[derive(Default)]
pub(crate) struct Place {
    pub(crate) name: Option<Setting>,
    pub(crate) stream: Option<Setting>,
    /// The field whose values it has.
    pub(crate) same_as: Option<Setting>,
}

/// A key and its value.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// The declaration of a parameter.
pub(crate) struct Declaration {
    pub(crate) place: Place,
    pub(crate) origin: Origin,
    /// The options of the parameter, in the user's order.
    pub(crate) options: Vec<Setting>,
    /// Warnings of code that compiles, but is probably not meant.
    pub(crate) warnings: Vec<Warning>,
}

/// A warning: the name of the item whose use the compiler reports, at the span of the word that
/// causes it, and its text.
pub(crate) struct Warning {
    pub(crate) name: Ident,
    pub(crate) note: &'static str,
}

impl Setting {
    /// Whether this is the key, raw or not.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key.unraw() == key
    }

    /// The text of a string.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.value()),
            _ => None,
        }
    }
}

impl Declaration {
    /// Whether the field gives the shape of flat storage.
    pub(crate) fn has_shape(&self) -> bool {
        self.options.iter().any(|option| option.is("shape"))
    }
}

impl Declaration {
    /// The values of all keys and options, with their words.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Ident, &Value)> {
        let call = match &self.origin {
            Origin::Initializer(call) => Some(call),
            Origin::Rules(_) => None,
        };
        let options = self.options.iter();
        call.into_iter()
            .flat_map(Call::entries)
            .chain(options.map(|setting| (&setting.key, &setting.value)))
    }

    /// The values of all keys and options.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.entries().map(|(_, value)| value)
    }
}

/// Where the values come from.
pub(crate) enum Origin {
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

impl Call {
    /// The values of the initializer and its keys, with their words.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Ident, &Value)> {
        let own = self.value.iter().map(|value| (&self.word, value));
        own.chain(self.keys.iter().map(|key| (&key.key, &key.value)))
    }
}

/// A checked value.
pub(crate) enum Value {
    /// The key has no value.
    None,
    Expr(Box<Expr>),
    /// A function `fn(f64) -> f64` where a word of a closed set could be.
    Function(Box<Expr>),
    Text(LitStr),
    /// `const { … }`, whose range the compiler checks once it knows the value.
    Const(Box<ExprConst>, Range),
    /// A word of a closed set, and the path of its variant in init-core, with the span of the
    /// string that chose it.
    Choice(&'static str, TokenStream),
}

impl Value {
    /// The user's expression, if there is one.
    pub(crate) fn expression(&self) -> TokenStream {
        match self {
            Self::Expr(expr) | Self::Function(expr) => expr.to_token_stream(),
            Self::Text(text) => text.to_token_stream(),
            Self::Const(block, _) => block.to_token_stream(),
            Self::None | Self::Choice(..) => TokenStream::new(),
        }
    }

    /// How far out through the lists around it the expression reads `layer`: 0 if it does
    /// not.
    pub(crate) fn lists_read(&self) -> usize {
        let read = match self {
            Self::Expr(expr) | Self::Function(expr) => reads(expr, "layer"),
            Self::Const(block, _) => reads(&Expr::Const((**block).clone()), "layer"),
            Self::None | Self::Text(_) | Self::Choice(..) => false,
        };
        if read {
            depth_of_layer(&self.expression()).max(1)
        } else {
            0
        }
    }
}
