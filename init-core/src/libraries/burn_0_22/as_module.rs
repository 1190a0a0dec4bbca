//! `BurnModule` is itself a module of burn, so that it may be a field of one.

use alloc::string::String;
use alloc::vec::Vec;

use burn_core_0_22::module::{
    Content, DisplaySettings, Module, ModuleDisplay, ModuleDisplayDefault, ModuleMapper,
    ModuleVisitor,
};
use burn_core_0_22::tensor::Device;

use super::BurnModule;

/// To burn it is the module inside, with the same names and records.
impl<M: Module> Module for BurnModule<M> {
    fn collect_devices(&self, devices: Vec<Device>) -> Vec<Device> {
        (**self).collect_devices(devices)
    }

    fn fork(self, device: &Device) -> Self {
        Self::new(self.into_inner().fork(device))
    }

    fn to_device(self, device: &Device) -> Self {
        Self::new(self.into_inner().to_device(device))
    }

    fn train(self) -> Self {
        Self::new(self.into_inner().train())
    }

    fn valid(&self) -> Self {
        Self::new((**self).valid())
    }

    fn materialize(self) -> Self {
        Self::new(self.into_inner().materialize())
    }

    fn visit<V: ModuleVisitor>(&self, visitor: &mut V) {
        (**self).visit(visitor);
    }

    fn map<T: ModuleMapper>(self, mapper: &mut T) -> Self {
        Self::new(self.into_inner().map(mapper))
    }
}

impl<M: ModuleDisplayDefault> ModuleDisplayDefault for BurnModule<M> {
    fn content(&self, content: Content) -> Option<Content> {
        (**self).content(content)
    }

    fn num_params(&self) -> usize {
        ModuleDisplayDefault::num_params(&**self)
    }
}

impl<M: ModuleDisplay> ModuleDisplay for BurnModule<M> {
    fn format(&self, settings: DisplaySettings) -> String {
        (**self).format(settings)
    }

    fn custom_settings(&self) -> Option<DisplaySettings> {
        (**self).custom_settings()
    }

    fn custom_content(&self, content: Content) -> Option<Content> {
        (**self).custom_content(content)
    }
}
