//! The implementation for a struct or enum.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Member;

use super::field::visit_field;
use super::walk::{Walk, argument};
use super::{bound, rules};
use crate::ast::{Action, Body, Field, Input, Rule, Setting, Value, Variant, member_name, names};
use crate::reads::{calls_macro, mentions};

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
        let body = to_its_end(input, body(input, walk));
        let argument = argument();
        quote! {
            fn #visit(#borrow self, #argument: &mut dyn #core::walk::#visitor) {
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

/// Makes sure that a walk reaches its end: a `return` that a macro hides in an expression cannot
/// give the value that is there.
fn to_its_end(input: &Input<'_>, body: TokenStream) -> TokenStream {
    let values = (input.body.fields()).filter_map(|field| match &field.action {
        Action::Parameter(declaration) => Some(declaration.values()),
        Action::Module(_) | Action::Skip(_) => None,
    });
    let rules = (input.rules.iter()).chain(input.body.fields().flat_map(|field| &field.rules));
    let options = rules.flat_map(|rule| rule.options.iter().map(|Setting { value, .. }| value));
    let hides = |value: &Value| matches!(value, Value::Expr(expr) if calls_macro(expr));
    if !values.flatten().chain(options).any(hides) {
        return body;
    }
    let (core, walk) = (&input.core.path, Ident::new("__walk", Span::mixed_site()));
    let end = quote!(#core::hidden::EndOfWalk);
    quote! {
        let mut #walk = || -> #end {
            #body
            #end
        };
        let #end = #walk();
    }
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
        quote!(let () = #core::hidden::keyword::#word;)
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

/// Tells the visitor what the other variants hold: a rule for that is not a mistake.
fn other_variants(input: &Input<'_>, variant: &Variant<'_>) -> TokenStream {
    let (core, visitor) = (&input.core.path, argument());
    let here = names(&variant.fields);
    if !input.body.is_known() {
        return quote!(#visitor.absent(::core::option::Option::None););
    }
    let absent = names(input.body.fields())
        .into_iter()
        .filter(|name| !here.contains(name));
    quote!(#(#visitor.absent(::core::option::Option::Some(&#core::walk::Component::field(#absent)));)*)
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
    let rules = field.rules.iter().flat_map(Rule::entries);
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
            // The name can also be that of something else, such as a method.
            lets.extend(quote!(let #name = &*#binding; let _ = #name;));
        }
    }
    lets
}
