//! Rules: the initializer that each parameter gets, and the plan's account of it.

#[path = "../support/ghost.rs"]
#[expect(dead_code, reason = "its plans are for other tests")]
mod ghost;

mod declared;
mod depth;
mod depth_scaling;
mod fans_of_another;
mod locked;
mod lsuv;
mod nan;
mod nested;
mod options;
mod precedence;
mod presets;
mod random;
mod reached;
mod selection;
mod shared;
mod state_dict;
mod support;
mod threads;
