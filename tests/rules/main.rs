//! Rules: which parameter gets which initializer, and what the plan says of it.

mod declared;
mod depth;
mod nan;
mod nested;

mod precedence;
mod random;
mod reached;
mod selection;
mod shared;
mod state_dict;
mod support;
mod threads;
