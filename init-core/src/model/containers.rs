//! Containers of parameters: optional, lists, maps, shared.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::shared_cell::{self, SharedCell};
use crate::parameter::SharedId;
use crate::walk::{
    Component, Declared, ListEntry, Parameters, ShapeSource, Shared, Visitor, VisitorMut,
};

/// The two methods of `Parameters`: their signatures once here, their bodies where the macro is
/// used.
macro_rules! both_walks {
    (|$this:ident, $component:ident, $declared:ident, $visitor:ident| $shared:block $mutable:block) => {
        fn visit(
            &self,
            $component: &Component<'_>,
            $declared: &Declared<'_>,
            $visitor: &mut dyn Visitor,
        ) {
            let $this = self;
            $shared
        }

        fn visit_mut(
            &mut self,
            $component: &Component<'_>,
            $declared: &Declared<'_>,
            $visitor: &mut dyn VisitorMut,
        ) {
            let $this = self;
            $mutable
        }
    };
}

impl<S: ShapeSource, T: Parameters<S>> Parameters<S> for Option<T> {
    both_walks! {|this, component, declared, visitor|
        {
            match this {
                Some(held) => held.visit(component, declared, visitor),
                None => visitor.absent(Some(component)),
            }
        }
        {
            match this {
                Some(held) => held.visit_mut(component, declared, visitor),
                None => visitor.absent(Some(component)),
            }
        }
    }
}

impl<S: ShapeSource, T: Parameters<S>> ListEntry<S> for Option<T> {}

impl<S: ShapeSource, T: ListEntry<S>> Parameters<S> for Vec<T> {
    both_walks! {|this, component, declared, visitor|
        { T::visit_run(this, &[this.len()], component, declared, visitor); }
        {
            let length = this.len();
            T::visit_run_mut(this, &[length], component, declared, visitor);
        }
    }
}

impl<S: ShapeSource, T: ListEntry<S>> ListEntry<S> for Vec<T> {}

impl<S: ShapeSource, T: ListEntry<S>> Parameters<S> for Box<[T]> {
    both_walks! {|this, component, declared, visitor|
        { T::visit_run(this, &[this.len()], component, declared, visitor); }
        {
            let length = this.len();
            T::visit_run_mut(this, &[length], component, declared, visitor);
        }
    }
}

impl<S: ShapeSource, T: ListEntry<S>> ListEntry<S> for Box<[T]> {}

impl<S: ShapeSource, T: ListEntry<S>> ListEntry<S> for &mut [T] {}

impl<S: ShapeSource, T: ListEntry<S>> Parameters<S> for &mut [T] {
    both_walks! {|this, component, declared, visitor|
        { T::visit_run(this, &[this.len()], component, declared, visitor); }
        {
            let length = this.len();
            T::visit_run_mut(this, &[length], component, declared, visitor);
        }
    }
}

impl<S: ShapeSource, K: ToString, T: Parameters<S>> Parameters<S> for BTreeMap<K, T> {
    both_walks! {|this, component, declared, visitor|
        {
            visitor.enter(component.clone());
            visitor.list(this.len());
            for (index, (key, held)) in this.iter().enumerate() {
                held.visit(&Component::key(key.to_string(), index), declared, visitor);
            }
            visitor.leave();
        }
        {
            visitor.enter(component.clone());
            visitor.list(this.len());
            for (index, (key, held)) in this.iter_mut().enumerate() {
                held.visit_mut(&Component::key(key.to_string(), index), declared, visitor);
            }
            visitor.leave();
        }
    }
}

impl<S: ShapeSource, K: ToString, T: Parameters<S>> ListEntry<S> for BTreeMap<K, T> {}

/// A sharing pointer to a cell: the parameter is handed over where it is met first.
macro_rules! sharing_pointer {
    ($($pointer:ident)*) => {$(
        impl<S: ShapeSource, C: SharedCell<Content: Parameters<S>> + ?Sized> Parameters<S> for $pointer<C> {
            both_walks! {|this, component, declared, visitor|
                {
                    let id = SharedId::address($pointer::as_ptr(this));
                    if visitor.shared(&Shared::parameter(id, component, declared))
                        && let Err(problem) = shared_cell::walk(&**this, visitor, |held, visitor| {
                            held.visit(component, declared, visitor);
                        })
                    {
                        visitor.fail(Some(component), problem);
                    }
                }
                {
                    let id = SharedId::address($pointer::as_ptr(this));
                    if visitor.shared(&Shared::parameter(id, component, declared))
                        && let Err(problem) =
                            this.with_mut(|held| held.visit_mut(component, declared, visitor))
                    {
                        visitor.fail(Some(component), problem);
                    }
                }
            }
        }

        impl<S: ShapeSource, C: SharedCell<Content: ListEntry<S>> + ?Sized> ListEntry<S> for $pointer<C> {}
    )*};
}
sharing_pointer!(Rc Arc);
