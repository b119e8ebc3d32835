//! The table `[pact]` of `counterpart.toml`. It is read with the rest of the file; `counterpart-pact` follows it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The mapping between pacts and contracts, if their names do not give it.
///
/// ```toml
/// [pact.providers]                       # the provider of a pact, and the service here
/// "Order Service" = "orders"
///
/// [pact.events]                          # the description of an interaction, and the event
/// "an order has come in" = "order.placed"
///
/// [pact.topics]                          # a topic, a type or another word of the metadata, and the event
/// orders = "order.placed"
///
/// [pact.metadata."order.placed"]         # what stands around the messages of an event
/// topic = "orders"
///
/// [pact.states]                          # a state of the provider, and the name of a sample
/// "an order exists" = "paid"
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Settings {
    /// From the name of a provider to a service.
    pub providers: BTreeMap<String, String>,
    /// From a description to an event.
    pub events: BTreeMap<String, String>,
    /// From a value of the metadata to an event.
    pub topics: BTreeMap<String, String>,
    /// From an event to the metadata of its messages.
    pub metadata: BTreeMap<String, BTreeMap<String, String>>,
    /// From a state of the provider to the name of a sample.
    pub states: BTreeMap<String, String>,
}
