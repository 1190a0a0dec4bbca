//! Rules: the initializer that each parameter gets, and the plan's account of it.

mod declared;
mod depth;
mod locked;
mod nan;
mod nested;
mod options;
mod precedence;
mod random;
mod reached;
mod selection;
mod shared;
mod state_dict;
mod support;
mod threads;
