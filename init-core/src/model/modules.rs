//! Containers of modules: optional, boxed, lists, maps, tuples, shared.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::marker::PhantomData;

use super::Initialize;
use super::shared_cell::{self, SharedCell};
use crate::parameter::SharedId;
use crate::walk::{Component, Shared, Visitor, VisitorMut};

/// Forwards to the one module inside, which adds no component to the path.
macro_rules! forward {
    ($($(#[$attribute:meta])* [$($generics:tt)*] $container:ty;)*) => {$(
        $(#[$attribute])*
        impl<$($generics)*> Initialize for $container {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                (**self).visit_parameters(visitor);
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                (**self).visit_parameters_mut(visitor);
            }
        }
    )*};
}
forward! {
    [T: Initialize + ?Sized] Box<T>;
    [T: Initialize + ?Sized] &mut T;
    [T: Initialize] Vec<T>;
}

/// Modules without parameters.
macro_rules! empty {
    ($([$($generics:tt)*] $module:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Initialize for $module {
            fn visit_parameters(&self, _: &mut dyn Visitor) {}

            fn visit_parameters_mut(&mut self, _: &mut dyn VisitorMut) {}
        }
    )*};
}
empty! {
    [T: ?Sized] PhantomData<T>;
    [] ();
}

impl<T: Initialize> Initialize for Option<T> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match self {
            Some(module) => module.visit_parameters(visitor),
            None => visitor.absent(None),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match self {
            Some(module) => module.visit_parameters_mut(visitor),
            None => visitor.absent(None),
        }
    }
}

/// A list: its entries are entered by their index.
impl<T: Initialize> Initialize for [T] {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.list(self.len());
        for (index, module) in self.iter().enumerate() {
            visitor.enter(Component::index(index));
            module.visit_parameters(visitor);
            visitor.leave();
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        visitor.list(self.len());
        for (index, module) in self.iter_mut().enumerate() {
            visitor.enter(Component::index(index));
            module.visit_parameters_mut(visitor);
            visitor.leave();
        }
    }
}

impl<T: Initialize, const N: usize> Initialize for [T; N] {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        self.as_slice().visit_parameters(visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        self.as_mut_slice().visit_parameters_mut(visitor);
    }
}

/// A list in the order of its keys, whose entries are entered by them.
impl<K: ToString, T: Initialize> Initialize for BTreeMap<K, T> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.list(self.len());
        for (index, (key, module)) in self.iter().enumerate() {
            visitor.enter(Component::key(key.to_string(), index));
            module.visit_parameters(visitor);
            visitor.leave();
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        visitor.list(self.len());
        for (index, (key, module)) in self.iter_mut().enumerate() {
            visitor.enter(Component::key(key.to_string(), index));
            module.visit_parameters_mut(visitor);
            visitor.leave();
        }
    }
}

macro_rules! tuple {
    ($([$($index:tt $module:ident)+])*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($module: Initialize),+> Initialize for ($($module,)+) {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                $(
                    visitor.enter(Component::field(stringify!($index)));
                    self.$index.visit_parameters(visitor);
                    visitor.leave();
                )+
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                $(
                    visitor.enter(Component::field(stringify!($index)));
                    self.$index.visit_parameters_mut(visitor);
                    visitor.leave();
                )+
            }
        }
    )*};
}
tuple! {
    [0 A]
    [0 A 1 B]
    [0 A 1 B 2 C]
    [0 A 1 B 2 C 3 D]
    [0 A 1 B 2 C 3 D 4 E]
    [0 A 1 B 2 C 3 D 4 E 5 F]
    [0 A 1 B 2 C 3 D 4 E 5 F 6 G]
    [0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H]
}

/// A cell or lock that is not shared is walked like its content.
macro_rules! cell {
    ($($cell:ty),*) => {$(
        impl<T: Initialize + ?Sized> Initialize for $cell {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                let walked = shared_cell::walk(self, visitor, |module, visitor| module.visit_parameters(visitor));
                if let Err(problem) = walked {
                    visitor.fail(None, problem);
                }
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                if let Err(problem) = self.with_mut(|module| module.visit_parameters_mut(visitor)) {
                    visitor.fail(None, problem);
                }
            }
        }
    )*};
}
cell!(RefCell<T>);
#[cfg(feature = "std")]
cell!(std::sync::Mutex<T>, std::sync::RwLock<T>);

/// A sharing pointer to a cell: the module is walked where it is met first.
macro_rules! sharing_pointer {
    ($($pointer:ident)*) => {$(
        impl<C: SharedCell<Content: Initialize> + ?Sized> Initialize for $pointer<C> {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                if visitor.shared(&Shared::module(SharedId::address($pointer::as_ptr(self))))
                    && let Err(problem) = shared_cell::walk(&**self, visitor, |module, visitor| {
                        module.visit_parameters(visitor);
                    })
                {
                    visitor.fail(None, problem);
                }
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                if visitor.shared(&Shared::module(SharedId::address($pointer::as_ptr(self))))
                    && let Err(problem) = self.with_mut(|module| module.visit_parameters_mut(visitor))
                {
                    visitor.fail(None, problem);
                }
            }
        }
    )*};
}
sharing_pointer!(Rc Arc);
