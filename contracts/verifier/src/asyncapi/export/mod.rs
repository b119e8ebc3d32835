//! One AsyncAPI 3.0 document of contract files.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use self::names::Keys;
use super::ours::{CONTRACT, DEFINITIONS, DESCRIBED, FORMAT, HEADER_DEFINITIONS};
use super::schemas::{Places, within_document};
use counterpart::config::asyncapi::Settings;
use counterpart::contract::{ContractFile, Envelope, Identity, Role};
use counterpart_engine::json::{Json, Object, Pointer};

/// The version that is written.
const VERSION: &str = "3.0.0";

/// The version of the Kafka binding that is written.
const KAFKA: &str = "0.5.0";

/// A contract file, and what its code says of it in words.
#[derive(Debug, Clone)]
pub struct Described<'c> {
    /// The contract.
    pub contract: &'c ContractFile,
    /// A description of the message.
    pub description: Option<String>,
    /// Descriptions of places in the schema of the contract.
    pub places: BTreeMap<Pointer, String>,
}

/// The head of a document.
#[derive(Debug, Clone)]
pub struct Head {
    /// The title, if the configuration has none.
    pub title: String,
    /// The version of what is described.
    pub version: String,
}

/// The reason why a contract cannot be in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportError {
    identity: Identity,
    why: String,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.identity, self.why)
    }
}

impl std::error::Error for ExportError {}

/// Writes contract files as one AsyncAPI document. Each becomes an operation with its message, from the side of its
/// service. [`import`](super::import()) makes equal contract files of the document.
///
/// ```
/// use counterpart::config::asyncapi::Settings;
/// use counterpart::contract::ContractFile;
/// use counterpart_verifier::asyncapi::export::{Described, Head, export};
///
/// let text = r#"{"x-contract": {"format": 1, "role": "emits", "service": "shop", "event": "order.placed", "assumes": []},
///     "type": "object"}"#;
/// let contract = ContractFile::parse(text.as_bytes())?;
/// let described = Described { contract: &contract, description: None, places: Default::default() };
/// let head = Head { title: "shop".to_owned(), version: "1.0.0".to_owned() };
/// let document = export(&[described], &head, &Settings::default())?;
/// let operation = document.get("operations").and_then(|operations| operations.get("send.order.placed"));
/// assert!(operation.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if the schema of a contract has identities or anchors, or refers to other documents.
pub fn export(contracts: &[Described<'_>], head: &Head, settings: &Settings) -> Result<Json, ExportError> {
    let mut sorted: Vec<&Described<'_>> = contracts.iter().collect();
    sorted.sort_by_key(|one| &one.contract.header.identity);
    let identities: Vec<&Identity> = sorted.iter().map(|one| &one.contract.header.identity).collect();
    let services: BTreeSet<&str> = identities.iter().map(|identity| identity.service()).collect();
    let mut writer = Writer {
        settings,
        names_services: services.len() > 1,
        channels: BTreeMap::new(),
        operations: Object::default(),
        messages: Object::default(),
        schemas: Object::default(),
        message_keys: names::of_messages(&identities),
        schema_keys: Keys::default(),
    };
    for one in sorted {
        writer.contract(one).map_err(|why| ExportError {
            identity: one.contract.header.identity.clone(),
            why,
        })?;
    }
    Ok(writer.document(head))
}

/// A channel of the document.
struct Channel {
    address: Option<String>,
    messages: Object,
}

struct Writer<'s> {
    settings: &'s Settings,
    names_services: bool,
    /// By key.
    channels: BTreeMap<String, Channel>,
    operations: Object,
    messages: Object,
    schemas: Object,
    message_keys: BTreeMap<Identity, String>,
    schema_keys: Keys,
}

fn at(steps: &[&str]) -> Pointer {
    steps.iter().fold(Pointer::root(), |at, step| at.child(*step))
}

fn reference(steps: &[&str]) -> Json {
    Json::from([("$ref", Json::from(format!("#{}", at(steps))))])
}

fn object(members: impl IntoIterator<Item = (&'static str, Json)>) -> Object {
    members
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

impl Writer<'_> {
    fn contract(&mut self, one: &Described<'_>) -> Result<(), String> {
        let header = &one.contract.header;
        let identity = &header.identity;
        let key = self.message_keys[identity].clone();
        let mut message = object([
            ("name", Json::from(identity.event())),
            ("title", Json::from(identity.event())),
        ]);
        if let Some(description) = &one.description {
            message.insert("description".to_owned(), Json::from(description.as_str()));
        }
        let content = header
            .metadata
            .envelope
            .map_or("application/json", Envelope::content_type);
        message.insert("contentType".to_owned(), Json::from(content));
        let (payload, definitions) = self.part(&key, "payload", &described(one))?;
        let key_field = self.key_field(one.contract, &key);
        message.insert("payload".to_owned(), payload);
        let mut header_definitions = Object::default();
        if !header.metadata.headers.is_empty() {
            let (headers, names) = self.part(&key, "headers", &header.metadata.headers)?;
            message.insert("headers".to_owned(), headers);
            header_definitions = names;
        }
        if let Some(field) = key_field {
            let kafka = Json::from([("key", field), ("bindingVersion", Json::from(KAFKA))]);
            message.insert("bindings".to_owned(), Json::from([("kafka", kafka)]));
        }
        message.insert(CONTRACT.to_owned(), own_header(one.contract));
        for (word, names) in [
            (DEFINITIONS, definitions),
            (HEADER_DEFINITIONS, header_definitions),
        ] {
            if !names.is_empty() {
                message.insert(word.to_owned(), Json::Object(names));
            }
        }
        if is_described(one) {
            message.insert(DESCRIBED.to_owned(), Json::Bool(true));
        }
        self.messages.insert(key.clone(), Json::Object(message));
        let channel = self.channel(identity.event(), &key);
        self.operation(identity, &key, &channel);
        Ok(())
    }

    /// A schema with its format, and the components of its definitions by their names.
    fn part(&mut self, key: &str, member: &str, schema: &Object) -> Result<(Json, Object), String> {
        let prefix = match member {
            "payload" => key.to_owned(),
            _ => format!("{key}.{member}"),
        };
        let mut places = Places {
            root: at(&["components", "messages", key, member, "schema"]),
            definitions: BTreeMap::new(),
        };
        let mut names = Object::default();
        let definitions = schema.get("$defs").and_then(Json::as_object);
        for name in definitions.into_iter().flat_map(Object::keys) {
            let component = self.schema_keys.take(&format!("{prefix}.{name}"));
            places
                .definitions
                .insert(name.clone(), at(&["components", "schemas", &component, "schema"]));
            names.insert(name.clone(), Json::from(component));
        }
        let apart = within_document(schema, &places)?;
        for (name, definition) in apart.definitions {
            let component = names.get(&name).and_then(Json::as_str).unwrap_or_default();
            self.schemas.insert(component.to_owned(), with_format(definition));
        }
        Ok((with_format(apart.root), names))
    }

    /// The schema of the key's field, for a broker that has keys.
    fn key_field(&self, contract: &ContractFile, message: &str) -> Option<Json> {
        let is_kafka = self
            .settings
            .servers
            .values()
            .any(|server| server.protocol.starts_with("kafka"));
        let field = contract.header.metadata.key.as_deref().filter(|_| is_kafka)?;
        if contract
            .header
            .metadata
            .envelope
            .and_then(Envelope::field)
            .is_some()
        {
            return None;
        }
        contract.schema().get("properties")?.get(field)?;
        Some(reference(&[
            "components",
            "messages",
            message,
            "payload",
            "schema",
            "properties",
            field,
        ]))
    }

    /// The key of the channel of an event, which now has this message too.
    fn channel(&mut self, event: &str, message: &str) -> String {
        let configured = self.settings.addresses.get(event);
        // Braces in an address are parameters, and in a name they are not.
        let address = match configured {
            Some(address) => Some(address.clone()),
            None => (!event.contains(['{', '}'])).then(|| event.to_owned()),
        };
        let known = self
            .channels
            .iter()
            .find(|(_, channel)| channel.address.is_some() && channel.address == address);
        let key = match known {
            Some((key, _)) => key.clone(),
            None => {
                let plain = names::plain(address.as_deref().unwrap_or(event));
                let mut keys = Keys::default();
                self.channels.keys().for_each(|key| _ = keys.take(key));
                keys.take(&plain)
            }
        };
        let channel = self.channels.entry(key.clone()).or_insert_with(|| Channel {
            address,
            messages: Object::default(),
        });
        let of_components = reference(&["components", "messages", message]);
        channel.messages.insert(message.to_owned(), of_components);
        key
    }

    fn operation(&mut self, identity: &Identity, message: &str, channel: &str) {
        let action = match identity.role() {
            Role::Emits => "send",
            Role::Consumes => "receive",
        };
        let mut operation = object([
            ("action", Json::from(action)),
            ("channel", reference(&["channels", channel])),
            (
                "messages",
                Json::Array(vec![reference(&["channels", channel, "messages", message])]),
            ),
        ]);
        if self.names_services {
            let tag = Json::from([("name", Json::from(identity.service()))]);
            operation.insert("tags".to_owned(), Json::Array(vec![tag]));
        }
        self.operations
            .insert(format!("{action}.{message}"), Json::Object(operation));
    }

    fn document(self, head: &Head) -> Json {
        let settings = self.settings;
        let mut document = object([("asyncapi", Json::from(VERSION))]);
        let mut info = object([
            (
                "title",
                Json::from(settings.title.as_deref().unwrap_or(&head.title)),
            ),
            ("version", Json::from(head.version.as_str())),
        ]);
        if let Some(description) = &settings.description {
            info.insert("description".to_owned(), Json::from(description.as_str()));
        }
        document.insert("info".to_owned(), Json::Object(info));
        document.insert("defaultContentType".to_owned(), Json::from("application/json"));
        let servers: Object = settings
            .servers
            .iter()
            .map(|(name, server)| {
                let mut members = object([
                    ("host", Json::from(server.host.as_str())),
                    ("protocol", Json::from(server.protocol.as_str())),
                ]);
                let more = [
                    ("protocolVersion", &server.version),
                    ("pathname", &server.pathname),
                    ("description", &server.description),
                ];
                for (key, value) in more {
                    if let Some(value) = value {
                        members.insert(key.to_owned(), Json::from(value.as_str()));
                    }
                }
                (name.clone(), Json::Object(members))
            })
            .collect();
        if !servers.is_empty() {
            document.insert("servers".to_owned(), Json::Object(servers));
        }
        let channels = self.channels.into_iter().map(|(key, channel)| {
            let mut members = Object::default();
            if let Some(address) = &channel.address {
                members.insert("address".to_owned(), Json::from(address.as_str()));
            }
            members.insert("messages".to_owned(), Json::Object(channel.messages));
            let parameters = parameters(channel.address.as_deref().unwrap_or_default());
            if !parameters.is_empty() {
                members.insert("parameters".to_owned(), Json::Object(parameters));
            }
            (key, Json::Object(members))
        });
        document.insert("channels".to_owned(), Json::Object(channels.collect()));
        document.insert("operations".to_owned(), Json::Object(self.operations));
        let mut components = object([("messages", Json::Object(self.messages))]);
        if !self.schemas.is_empty() {
            components.insert("schemas".to_owned(), Json::Object(self.schemas));
        }
        document.insert("components".to_owned(), Json::Object(components));
        Json::Object(document)
    }
}

/// The parameters of an address: `orders/{region}` has `region`.
fn parameters(address: &str) -> Object {
    let parts = address.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    parts
        .map(|(name, _)| (name.to_owned(), Json::Object(Object::default())))
        .collect()
}

fn with_format(schema: Json) -> Json {
    Json::from([("schemaFormat", Json::from(FORMAT)), ("schema", schema)])
}

/// The header of the contract file without the schema of its headers: readers of AsyncAPI follow each `$ref`.
fn own_header(contract: &ContractFile) -> Json {
    let mut document = contract.to_json();
    let header = document
        .as_object_mut()
        .and_then(|members| members.shift_remove("x-contract"));
    let mut header = header.unwrap_or(Json::Null);
    if let Some(members) = header.as_object_mut() {
        members.shift_remove("headers");
    }
    header
}

/// Returns true if descriptions are written into the schema of a contract: if it has none of its own.
fn is_described(one: &Described<'_>) -> bool {
    let mut has_own = false;
    super::schemas::each_schema(one.contract.schema().clone(), &mut |members| {
        has_own |= members.contains_key("description");
    });
    !one.places.is_empty() && !has_own
}

/// The schema of a contract with its descriptions.
fn described(one: &Described<'_>) -> Object {
    let mut schema = Json::Object(one.contract.schema().clone());
    if is_described(one) {
        for (place, description) in &one.places {
            let found = place
                .steps()
                .iter()
                .try_fold(&mut schema, |value, step| match value {
                    Json::Object(members) => members.get_mut(step),
                    Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
                    _ => None,
                });
            if let Some(Json::Object(members)) = found {
                members.insert("description".to_owned(), Json::from(description.as_str()));
            }
        }
    }
    match schema {
        Json::Object(members) => members,
        _ => Object::default(),
    }
}
