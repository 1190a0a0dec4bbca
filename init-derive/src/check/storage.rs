//! The memory of a field, as far as the tokens of its type tell. A name can be another type's: only
//! the names of the standard library count, alone or after its path.

use syn::{Expr, GenericArgument, Lit, PathArguments, Type, TypeReference};

/// The lengths of the axes, as far as they are literals, where the type is numbers nested in
/// arrays, perhaps optional or boxed as a whole.
pub(super) fn array_shape(ty: &Type) -> Option<Vec<Option<usize>>> {
    match wrapped(ty, &["Option", "Box"]) {
        Some(inner) => array_shape(inner),
        None => numbers(ty),
    }
}

/// Numbers nested in arrays. Anything else between them makes a list of several tensors.
fn numbers(ty: &Type) -> Option<Vec<Option<usize>>> {
    match ty {
        Type::Array(array) => {
            let mut shape = vec![length(&array.len)];
            shape.extend(numbers(&array.elem)?);
            Some(shape)
        }
        Type::Group(group) => numbers(&group.elem),
        Type::Paren(paren) => numbers(&paren.elem),
        _ => number(ty).map(|_| Vec::new()),
    }
}

fn number(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else { return None };
    let integers = INTEGERS.iter().map(|&(name, _)| name);
    (["f32", "f64"].into_iter().chain(integers)).find(|name| path.path.is_ident(name))
}

/// The integers and booleans, each with its smallest and its largest value.
const INTEGERS: &[(&str, (i128, i128))] = &[
    ("i8", (i8::MIN as i128, i8::MAX as i128)),
    ("i16", (i16::MIN as i128, i16::MAX as i128)),
    ("i32", (i32::MIN as i128, i32::MAX as i128)),
    ("i64", (i64::MIN as i128, i64::MAX as i128)),
    ("u8", (0, u8::MAX as i128)),
    ("u16", (0, u16::MAX as i128)),
    ("u32", (0, u32::MAX as i128)),
    ("u64", (0, u64::MAX as i128)),
    ("bool", (0, 1)),
];

/// The smallest and the largest value of integers or booleans, by the name of their type.
pub(super) fn integer_range(name: &str) -> Option<(i128, i128)> {
    let found = INTEGERS.iter().find(|(integer, _)| *integer == name);
    found.map(|&(_, range)| range)
}

/// The length of an axis, where it is a literal.
pub(super) fn length(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Group(group) => length(&group.expr),
        _ => None,
    }
}

/// Containers whose content is initialized as they would be.
const CONTAINERS: &[&str] = &[
    "Option", "Box", "Vec", "Rc", "Arc", "RefCell", "Mutex", "RwLock",
];

/// The type of numbers or booleans, where the type is plainly made of one of them.
pub(super) fn element(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Array(array) => element(&array.elem),
        Type::Slice(slice) => element(&slice.elem),
        Type::Reference(reference) => element(&reference.elem),
        Type::Group(group) => element(&group.elem),
        Type::Paren(paren) => element(&paren.elem),
        _ => number(ty).or_else(|| wrapped(ty, CONTAINERS).and_then(element)),
    }
}

/// The type in `Option<…>` and the like.
fn wrapped<'t>(ty: &'t Type, wrappers: &[&str]) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let segments = &path.path.segments;
    let last = segments.last()?;
    let standard = ["std", "alloc", "core"];
    if segments.len() > 1 && !standard.iter().any(|root| segments[0].ident == root) {
        return None;
    }
    if !wrappers.iter().any(|wrapper| last.ident == wrapper) {
        return None;
    }
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Numbers without a shape in a type: `Vec<f32>`, `Box<[f32]>`, `&mut [f32]`, themselves or as
/// what containers hold.
pub(super) fn flat(ty: &Type) -> Option<&Type> {
    let slice = |ty: &Type| matches!(ty, Type::Slice(slice) if numbers(&slice.elem).is_some());
    match ty {
        Type::Group(group) => flat(&group.elem),
        Type::Paren(paren) => flat(&paren.elem),
        Type::Array(array) => flat(&array.elem),
        Type::Slice(list) => flat(&list.elem),
        Type::Reference(reference) if slice(&reference.elem) => Some(ty),
        Type::Reference(reference) => flat(&reference.elem),
        _ => {
            let numbers = wrapped(ty, &["Vec"]).is_some_and(|inner| numbers(inner).is_some());
            if numbers || wrapped(ty, &["Box"]).is_some_and(slice) {
                return Some(ty);
            }
            // A list in a `Box` is not a parameter, with a shape or without.
            let boxed = wrapped(ty, &["Box"]).is_some();
            wrapped(ty, CONTAINERS).filter(|_| !boxed).and_then(flat)
        }
    }
}

/// A sharing pointer, by its name, and what it shares, where that is plainly no cell or lock.
pub(super) fn shared_without_cell(ty: &Type) -> Option<(&'static str, &Type)> {
    match ty {
        Type::Group(group) => shared_without_cell(&group.elem),
        Type::Paren(paren) => shared_without_cell(&paren.elem),
        Type::Array(array) => shared_without_cell(&array.elem),
        _ => {
            let found = ["Rc", "Arc"]
                .into_iter()
                .find_map(|pointer| Some((pointer, wrapped(ty, &[pointer])?)));
            match found {
                Some((_, inner)) => {
                    let plain = matches!(inner, Type::Array(_) | Type::Slice(_) | Type::Tuple(_))
                        || number(inner).is_some()
                        || wrapped(inner, &["Vec", "Box", "Option"]).is_some();
                    found.filter(|_| plain)
                }
                None => shared_without_cell(wrapped(ty, &["Option", "Vec", "Box"])?),
            }
        }
    }
}

/// A shared reference to numbers.
pub(super) fn read_only(ty: &Type) -> Option<&TypeReference> {
    match ty {
        Type::Group(group) => read_only(&group.elem),
        Type::Paren(paren) => read_only(&paren.elem),
        Type::Reference(reference) if reference.mutability.is_none() => {
            let plain = match &*reference.elem {
                Type::Slice(slice) => numbers(&slice.elem),
                other => numbers(other),
            };
            plain.map(|_| reference)
        }
        _ => read_only(wrapped(ty, &["Option", "Vec", "Box"])?),
    }
}
