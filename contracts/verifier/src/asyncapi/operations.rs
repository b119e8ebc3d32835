//! The operations of a document: who sends which messages where.

use super::document::{Documents, Located};
use super::error::AsyncApiError;
use super::versions::{Form, Version};
use counterpart::contract::Role;
use counterpart_engine::json::Json;

/// An operation, as the described application carries it out.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// Its name in the document, or one made of its channel.
    pub(super) id: String,
    /// Emits for what the application sends, consumes for what it receives.
    pub(super) role: Role,
    /// The address of its channel, if it is known.
    pub(super) address: Option<String>,
    /// The messages, each with its name in the document.
    pub(super) messages: Vec<Reference>,
}

/// A message as an operation refers to it.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// The key of the message among its siblings; nothing for a message that is written where it is used.
    pub(super) key: Option<String>,
    pub(super) at: Located,
}

/// The operations of a document, in its order. A document without any describes messages only: then each channel is
/// one operation of `role`, or all messages of the components are, if there is no channel.
pub(super) fn operations(
    documents: &Documents<'_>,
    top: &Located,
    version: &Version,
    role: Option<Role>,
) -> Result<Vec<Operation>, AsyncApiError> {
    let mut found = match version.form {
        Form::Two => of_two(documents, top)?,
        Form::Three => of_three(documents, top)?,
    };
    if found.is_empty() {
        found = without_operations(documents, top, role.unwrap_or(Role::Emits))?;
        if found.is_empty() {
            return Err(top.refused("the document has no message"));
        }
        if role.is_none() {
            return Err(top.refused(
                "the document has no operation that says whether the service sends or receives: say so with `--emits` or \
                 `--consumes`",
            ));
        }
    }
    if let Some(role) = role {
        found.retain(|operation| operation.role == role);
        if found.is_empty() {
            let does = match role {
                Role::Emits => "sends: it says only what the application receives; leave `--emits` out",
                Role::Consumes => "receives: it says only what the application sends; leave `--consumes` out",
            };
            return Err(top.refused(format!("the document has no operation that {does}")));
        }
    }
    Ok(found)
}

/// Up to 2.6, `publish` is what others may send to the channel, so that the application receives it, and `subscribe` is
/// what others may receive.
fn of_two(documents: &Documents<'_>, top: &Located) -> Result<Vec<Operation>, AsyncApiError> {
    let mut found = Vec::new();
    for (address, channel) in members(documents, top, "channels")? {
        let channel = documents.resolve(channel)?;
        for (word, role) in [("publish", Role::Consumes), ("subscribe", Role::Emits)] {
            let Some(operation) = channel.child(word) else {
                continue;
            };
            let operation = documents.resolve(operation)?;
            let id = operation.text("operationId").map(str::to_owned);
            let messages = match operation.child("message") {
                None => Vec::new(),
                Some(message) => of_one(documents, message)?,
            };
            found.push(Operation {
                id: id.unwrap_or_else(|| format!("{word} {address}")),
                role,
                address: Some(address.clone()),
                messages,
            });
        }
    }
    Ok(found)
}

/// The message of an operation, or each that `oneOf` lists.
fn of_one(documents: &Documents<'_>, message: Located) -> Result<Vec<Reference>, AsyncApiError> {
    let resolved = documents.resolve(message.clone())?;
    let Some(alternatives) = resolved.child("oneOf") else {
        return Ok(vec![referred(documents, message)?]);
    };
    if alternatives.value().as_array().is_none() {
        return Err(alternatives.refused("`oneOf` is a list of messages"));
    }
    alternatives
        .children()
        .into_iter()
        .map(|(_, message)| referred(documents, message))
        .collect()
}

fn of_three(documents: &Documents<'_>, top: &Located) -> Result<Vec<Operation>, AsyncApiError> {
    let mut found = Vec::new();
    for (id, operation) in members(documents, top, "operations")? {
        let operation = documents.resolve(operation)?;
        let role = match operation.text("action") {
            Some("send") => Role::Emits,
            Some("receive") => Role::Consumes,
            _ => return Err(operation.refused("`action` of an operation is `send` or `receive`")),
        };
        let Some(channel) = operation.child("channel") else {
            return Err(operation.refused("the operation has no `channel`"));
        };
        let channel = documents.resolve(channel)?;
        found.push(Operation {
            id: id.clone(),
            role,
            address: channel.text("address").map(str::to_owned),
            messages: of_channel(documents, &operation, &channel)?,
        });
        // Who receives a request sends its reply, and the other way round.
        let Some(reply) = operation.child("reply") else {
            continue;
        };
        let reply = documents.resolve(reply)?;
        let channel = reply.child("channel").map(|channel| documents.resolve(channel));
        let channel = channel.transpose()?;
        let messages = match &channel {
            Some(channel) => of_channel(documents, &reply, channel)?,
            None => listed(documents, &reply)?.unwrap_or_default(),
        };
        found.push(Operation {
            id: format!("{id} reply"),
            role: match role {
                Role::Emits => Role::Consumes,
                Role::Consumes => Role::Emits,
            },
            address: channel.and_then(|channel| channel.text("address").map(str::to_owned)),
            messages,
        });
    }
    Ok(found)
}

/// The messages that an operation or a reply lists, else all of its channel. An empty list means none.
fn of_channel(
    documents: &Documents<'_>,
    operation: &Located,
    channel: &Located,
) -> Result<Vec<Reference>, AsyncApiError> {
    match listed(documents, operation)? {
        Some(listed) => Ok(listed),
        None => all_of_channel(documents, channel),
    }
}

fn listed(documents: &Documents<'_>, operation: &Located) -> Result<Option<Vec<Reference>>, AsyncApiError> {
    let Some(messages) = operation.child("messages") else {
        return Ok(None);
    };
    if messages.value().as_array().is_none() {
        return Err(messages.refused("`messages` of an operation is a list of references"));
    }
    let messages = messages.children().into_iter();
    let messages = messages.map(|(_, message)| referred(documents, message));
    messages.collect::<Result<_, _>>().map(Some)
}

fn all_of_channel(documents: &Documents<'_>, channel: &Located) -> Result<Vec<Reference>, AsyncApiError> {
    let messages = members(documents, channel, "messages")?;
    let of_channel = messages
        .into_iter()
        .map(|(key, at)| Reference { key: Some(key), at });
    Ok(of_channel.collect())
}

/// A document of messages that are sent or received elsewhere.
fn without_operations(
    documents: &Documents<'_>,
    top: &Located,
    role: Role,
) -> Result<Vec<Operation>, AsyncApiError> {
    let mut found = Vec::new();
    for (id, channel) in members(documents, top, "channels")? {
        let channel = documents.resolve(channel)?;
        found.push(Operation {
            role,
            address: channel.text("address").map(str::to_owned),
            messages: all_of_channel(documents, &channel)?,
            id,
        });
    }
    found.retain(|channel| !channel.messages.is_empty());
    if let (true, Some(components)) = (found.is_empty(), top.child("components")) {
        let components = documents.resolve(components)?;
        let messages = all_of_channel(documents, &components)?;
        if !messages.is_empty() {
            found.push(Operation {
                id: "components".to_owned(),
                role,
                address: None,
                messages,
            });
        }
    }
    Ok(found)
}

/// A message with the key at which the first reference to it ends; for one that is written here, the key is unknown.
fn referred(documents: &Documents<'_>, message: Located) -> Result<Reference, AsyncApiError> {
    let Some(reference) = message.text("$ref") else {
        return Ok(Reference {
            key: None,
            at: message,
        });
    };
    let target = documents.target(&message, reference)?;
    // A reference to a whole file names nothing.
    let steps = target.at.steps();
    let key = steps.last().filter(|_| !is_index(steps)).cloned();
    Ok(Reference { key, at: message })
}

fn is_index(steps: &[String]) -> bool {
    steps.last().is_some_and(|step| step.parse::<usize>().is_ok())
        && steps.len() > 1
        && matches!(steps[steps.len() - 2].as_str(), "oneOf" | "messages" | "traits")
}

/// The members of an object that may be absent.
fn members(
    documents: &Documents<'_>,
    of: &Located,
    key: &str,
) -> Result<Vec<(String, Located)>, AsyncApiError> {
    let Some(members) = of.child(key) else {
        return Ok(Vec::new());
    };
    let members = documents.resolve(members)?;
    match members.value() {
        Json::Object(_) => Ok(members.children()),
        other => Err(members.refused(format!(
            "`{key}` is an object, and not a value of type {}",
            other.type_name()
        ))),
    }
}
