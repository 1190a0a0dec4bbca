//! Prints the implementation. It decides nothing.
//!
//! Every word of an attribute is the path segment or method of the call that it stands for,
//! with the user's span, so that the compiler's errors and an editor's documentation are those
//! of the real function, at the user's token.

mod constants;
mod rules;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Member;

use crate::ast::{
    Action, Body, Call, Declaration, Field, Input, Place, Setting, Source, Value, Variant, Warning,
};
use crate::bound;
use crate::check::{is_known, member_name, names};
use crate::respan::{mentions, placed, visible};

/// The two walks are printed by one template.
#[derive(Clone, Copy, PartialEq)]
enum Walk {
    Shared,
    Mutable,
}

impl Walk {
    fn borrow(self) -> TokenStream {
        match self {
            Self::Shared => quote!(&),
            Self::Mutable => quote!(&mut),
        }
    }

    /// The field of `self`, borrowed: in the place of its name, where the compiler reports a rule
    /// that reads what is written.
    fn borrow_of_self(self, member: &Member) -> TokenStream {
        let place = match member {
            Member::Named(name) => Span::call_site().located_at(name.span()),
            Member::Unnamed(_) => Span::call_site(),
        };
        match self {
            Self::Shared => quote_spanned!(place=> &self.#member),
            Self::Mutable => quote_spanned!(place=> &mut self.#member),
        }
    }

    fn visit_module(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "visit_parameters",
                Self::Mutable => "visit_parameters_mut",
            },
            Span::call_site(),
        )
    }

    fn visit_field(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "visit",
                Self::Mutable => "visit_mut",
            },
            Span::call_site(),
        )
    }

    fn visitor(self) -> Ident {
        Ident::new(
            match self {
                Self::Shared => "Visitor",
                Self::Mutable => "VisitorMut",
            },
            Span::call_site(),
        )
    }
}

pub(crate) fn implementation(input: &Input<'_>) -> TokenStream {
    let Input {
        ident, generics, ..
    } = input;
    let core = &input.core.path;
    let (impl_generics, type_generics, _) = generics.split_for_impl();
    let where_clause = bound::where_clause(input);
    let walks = [Walk::Shared, Walk::Mutable].map(|walk| {
        let (borrow, visitor) = (walk.borrow(), walk.visitor());
        let visit = walk.visit_module();
        let body = body(input, walk);
        let argument = argument();
        quote! {
            fn #visit(#borrow self, #argument: &mut dyn #core::#visitor) {
                #body
            }
        }
    });
    input.core.scope(quote! {
        #[automatically_derived]
        impl #impl_generics #core::Initialize for #ident #type_generics #where_clause {
            #(#walks)*
        }
    })
}

/// The visitor's name, which no expression of the user's can mean.
fn argument() -> Ident {
    Ident::new("__visitor", Span::mixed_site())
}

fn body(input: &Input<'_>, walk: Walk) -> TokenStream {
    let visitor = argument();
    let module = member_name(&Member::Named(input.ident.clone()));
    let fields = match &input.body {
        Body::Struct(fields) => {
            let fields = fields.iter().map(|field| {
                let place = walk.borrow_of_self(&field.member);
                visit_field(input, field, &place, &TokenStream::new(), walk)
            });
            quote!(#(#fields)*)
        }
        Body::Enum(variants) if variants.is_empty() => quote!(match *self {}),
        Body::Enum(_) => enum_body(input, walk),
        Body::Nothing => TokenStream::new(),
    };
    let bound = input.bound.iter().map(|bound| {
        let (core, word) = (&input.core.path, &bound.word);
        quote!(let () = #core::keyword::#word;)
    });
    let once = (walk == Walk::Shared).then(|| rules::items(input, &input.rules));
    let place = rules::Place::Here;
    let ruled = rules::around(input, &input.rules, place, &walk.visitor(), fields);
    quote! {
        #(#bound)*
        #once
        #visitor.module(#module);
        #ruled
    }
}

fn enum_body(input: &Input<'_>, walk: Walk) -> TokenStream {
    let Body::Enum(variants) = &input.body else {
        return TokenStream::new();
    };
    let arms = variants.iter().map(|variant| {
        let ident = variant.ident;
        let mut bound = vec![false; variant.fields.len()];
        let visits: Vec<TokenStream> = variant
            .fields
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let siblings = siblings(&variant.fields, field, &mut bound);
                bound[index] |= !matches!(field.action, Action::Skip(_));
                let place = binding(&field.member).into_token_stream();
                visit_field(input, field, &place, &siblings, walk)
            })
            .collect();
        let bindings = variant
            .fields
            .iter()
            .zip(&bound)
            .filter(|(_, bound)| **bound)
            .map(|(field, _)| {
                let (member, binding) = (&field.member, binding(&field.member));
                quote!(#member: #binding)
            });
        let others = (variants.len() > 1).then(|| other_variants(input, variant));
        quote!(Self::#ident { #(#bindings,)* .. } => { #others #(#visits)* })
    });
    quote!(match self { #(#arms)* })
}

/// Tells the visitor what the other variants hold: a rule for it is no mistake.
fn other_variants(input: &Input<'_>, variant: &Variant<'_>) -> TokenStream {
    let (core, visitor) = (&input.core.path, argument());
    let here = names(&variant.fields);
    if !is_known(&input.body) {
        return quote!(#visitor.absent(::core::option::Option::None););
    }
    let absent = names(input.body.fields())
        .into_iter()
        .filter(|name| !here.contains(name));
    quote!(#(#visitor.absent(::core::option::Option::Some(&#core::Component::field(#absent)));)*)
}

/// The name under which a field of a variant is bound.
fn binding(member: &Member) -> Ident {
    format_ident!("__field_{}", member_name(member), span = Span::mixed_site())
}

/// Lets an expression of `field` read the other fields of its variant by their names.
fn siblings(fields: &[Field<'_>], field: &Field<'_>, bound: &mut [bool]) -> TokenStream {
    let own = match &field.action {
        Action::Parameter(declaration) => Some(declaration.values()),
        Action::Module(_) | Action::Skip(_) => None,
    };
    let rules = field.rules.iter().flat_map(|rule| rule.call.entries());
    let values: TokenStream = own
        .into_iter()
        .flatten()
        .chain(rules.map(|(_, value)| value))
        .flat_map(Value::expression)
        .collect();
    let mut lets = TokenStream::new();
    for (other, bound) in fields.iter().zip(bound) {
        let Member::Named(name) = &other.member else {
            continue;
        };
        if mentions(&values, &|ident| ident == name) {
            *bound = true;
            let binding = binding(&other.member);
            // The name can also stand for something else, such as a method.
            lets.extend(quote!(let #name = &*#binding; let _ = #name;));
        }
    }
    lets
}

fn visit_field(
    input: &Input<'_>,
    field: &Field<'_>,
    place: &TokenStream,
    siblings: &TokenStream,
    walk: Walk,
) -> TokenStream {
    let core = &input.core.path;
    let ty = field.ty;
    let visitor = argument();
    let visit_module = walk.visit_module();
    let visit = walk.visit_field();
    match &field.action {
        // An editor finds the documentation of the word there.
        Action::Skip(word) => {
            let word = word.iter();
            quote!(#(let () = #core::keyword::#word;)*)
        }
        Action::Module(at) => {
            let component = component(core, field, at);
            let visit = quote!(<#ty as #core::Initialize>::#visit_module(#place, #visitor););
            let here = rules::Place::Here;
            let ruled = rules::around(input, &field.rules, here, &walk.visitor(), visit);
            let once = (walk == Walk::Shared).then(|| rules::items(input, &field.rules));
            let visit = quote! {
                #visitor.enter(#component);
                #ruled
                #visitor.leave();
            };
            if siblings.is_empty() {
                quote!(#once #visit)
            } else {
                quote!({ #once #siblings #visit })
            }
        }
        Action::Parameter(declaration) => {
            let component = component(core, field, &declaration.place);
            let at = Ident::new("__component", Span::mixed_site());
            let declared = Ident::new("__declared", Span::mixed_site());
            let layer = layer(declaration, &at);
            let declare = declare(input, declaration, &declared);
            let shape = declaration
                .has_shape()
                .then(|| quote!(<#core::parameter::Declares>));
            let visit = quote! {
                <#ty as #core::Parameters #shape>::#visit(#place, &#at, &#declared, #visitor);
            };
            let here = rules::Place::Parameter(&at);
            let ruled = rules::around(input, &field.rules, here, &walk.visitor(), visit);
            // Once is enough: the other walk has the same words.
            let once = (walk == Walk::Shared).then(|| {
                let warnings = warnings_of(&declaration.warnings);
                let assertions = constants::assertions(input.generics, declaration.entries());
                let rules = rules::items(input, &field.rules);
                quote!(#warnings #assertions #rules)
            });
            quote! {{
                #once
                let #at = #component;
                #siblings
                #layer
                #declare
                #ruled
            }}
        }
    }
}

fn component(core: &TokenStream, field: &Field<'_>, place: &Place) -> TokenStream {
    let name = member_name(&field.member);
    let settings = place.name.iter().chain(&place.stream);
    let methods = settings.map(|setting| {
        let (key, value) = (&setting.key, setting.value.expression());
        quote!(.#key(#value))
    });
    quote!(#core::Component::field(#name) #(#methods)*)
}

/// `layer`, where an expression reads it.
fn layer(declaration: &Declaration, component: &Ident) -> TokenStream {
    let lists = declaration.values().map(Value::lists_read).max();
    let Some(lists) = lists.filter(|&lists| lists > 0) else {
        return TokenStream::new();
    };
    let visitor = argument();
    let layer = Ident::new("layer", Span::call_site());
    quote! {
        let #layer = #visitor.layer(&#component, #lists);
        let _ = #layer;
    }
}

fn declare(input: &Input<'_>, declaration: &Declaration, declared: &Ident) -> TokenStream {
    let core = &input.core.path;
    let options = declaration
        .options
        .iter()
        .map(|setting| method(input, setting));
    match &declaration.source {
        Source::Rules(word) => quote! {
            let #declared = #core::Declared::#word() #(#options)*;
        },
        Source::Initializer(call) => {
            let initializer = Ident::new("__initializer", Span::mixed_site());
            let built = build(input, call);
            quote! {
                let #initializer = #built;
                let #declared = #core::Declared::new(&#initializer) #(#options)*;
            }
        }
    }
}

fn build(input: &Input<'_>, call: &Call) -> TokenStream {
    let word = &call.word;
    let value = call
        .value
        .iter()
        .map(|value| argument_of(input, word, value));
    let keys = call.keys.iter().map(|setting| method(input, setting));
    let core = placed(&input.core.path, word);
    quote!(#core::initializer::#word(#(#value)*) #(#keys)*)
}

fn method(input: &Input<'_>, setting: &Setting) -> TokenStream {
    let key = &setting.key;
    let value = argument_of(input, key, &setting.value);
    quote!(.#key(#value))
}

fn argument_of(input: &Input<'_>, key: &Ident, value: &Value) -> TokenStream {
    match value {
        Value::None => TokenStream::new(),
        Value::Expr(expr) => visible(expr.to_token_stream()),
        Value::Const(block, range) => {
            visible(constants::argument(input.generics, key, block, *range))
        }
        Value::Variant(path) => {
            let core = &input.core.path;
            quote!(#core::#path)
        }
    }
}

/// Warnings: items whose use the compiler reports, under the words that cause them.
fn warnings_of(warnings: &[Warning]) -> TokenStream {
    warnings
        .iter()
        .map(|Warning { name, note }| {
            quote! {
                #[deprecated(note = #note)]
                #[allow(non_upper_case_globals)]
                const #name: () = ();
                let () = #name;
            }
        })
        .collect()
}
