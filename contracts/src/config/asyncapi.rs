//! The table `[asyncapi]` of `counterpart.toml`. It is read with the rest of the file; `asyncapi export` follows it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The parts of an exported AsyncAPI document that no contract knows.
///
/// ```toml
/// [asyncapi]
/// title = "Shop"
/// description = "Orders and payments"
///
/// [asyncapi.servers.production]          # a broker
/// host = "kafka.example.com:9092"
/// protocol = "kafka"
/// version = "3.9"
///
/// [asyncapi.addresses]                   # an event, and the topic, subject or queue that carries it
/// "order.placed" = "orders"
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Settings {
    /// The title of the document. Default: the name of the service.
    pub title: Option<String>,
    /// What the document describes.
    pub description: Option<String>,
    /// The brokers, by name.
    pub servers: BTreeMap<String, Server>,
    /// From an event to the address of its channel. Default: the event itself.
    pub addresses: BTreeMap<String, String>,
}

/// A broker.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Server {
    /// The host, with its port.
    pub host: String,
    /// The protocol, as AsyncAPI calls it: `kafka`, `nats`, `amqp`, `mqtt` and others.
    pub protocol: String,
    /// The version of the protocol.
    #[serde(default)]
    pub version: Option<String>,
    /// The path on the host.
    #[serde(default)]
    pub pathname: Option<String>,
    /// What the broker is for.
    #[serde(default)]
    pub description: Option<String>,
}
