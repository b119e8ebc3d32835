//! Message pacts: the specification's own cases, and pacts that other languages wrote.

mod bounds;
mod broker;
mod declared;
mod imported;
mod round;
mod specification;
