//! Contracts of types, with serde's real `Serialize` and `Deserialize` as the judge.

mod accepted_map_keys;
mod accepted_std_types;
mod accepted_values;
mod adapters;
mod agreement;
mod attributes;
mod cloud_events;
mod emitted_values;
mod kinds;
mod known;
mod macro_literals;
mod map_key_limits;
mod namesakes;
mod refused_buffered;
mod refused_constructs;
mod refused_endless;
mod refused_parts;
mod refused_swallowed;
mod topics;
mod trusted;
mod wire;
