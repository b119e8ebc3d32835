//! Messages of documents that Counterpart wrote: their contracts as they were.
//!
//! Such a message has the header of its contract file, without the schema of its headers, and the names of its
//! definitions. Schemas are read from the document, so that a change there is a change of the contract.

use std::collections::BTreeMap;

use super::document::{Documents, Located};
use super::error::AsyncApiError;
use super::schemas::{Apart, Places, of_document};
use crate::import::Imported;
use counterpart::contract::{ContractFile, Role};
use counterpart_engine::json::{Json, Object, Pointer};

/// The header of the contract.
pub(super) const CONTRACT: &str = "x-counterpart-contract";
/// By name of a definition of the schema, and of the schema of the headers, the name of its component.
pub(super) const DEFINITIONS: &str = "x-counterpart-definitions";
pub(super) const HEADER_DEFINITIONS: &str = "x-counterpart-header-definitions";
/// Says that descriptions are doc comments of the code, which are not part of a contract.
pub(super) const DESCRIBED: &str = "x-counterpart-described";

/// The format of every schema in such a document.
pub(super) const FORMAT: &str = "application/schema+json;version=2020-12";

/// Returns true for a message that has its contract with it.
pub(super) fn is_ours(message: &Located) -> bool {
    message.child(CONTRACT).is_some()
}

/// The contract of such a message, which an operation of this role sends or receives.
pub(super) fn contract(
    documents: &Documents<'_>,
    message: &Located,
    role: Role,
) -> Result<Imported, AsyncApiError> {
    let Some(header) = message.child(CONTRACT) else {
        return Err(message.refused(format!("the message has no `{CONTRACT}`")));
    };
    let Json::Object(mut members) = header.value().clone() else {
        return Err(header.refused("the header of a contract is an object"));
    };
    let mut schema = part(documents, message, "payload", DEFINITIONS)?
        .ok_or_else(|| message.refused("the message of a contract has a payload"))?;
    let headers = part(documents, message, "headers", HEADER_DEFINITIONS)?;
    if message.child(DESCRIBED).is_some() {
        schema = without_descriptions(schema);
    }
    if let Some(headers) = headers {
        members.insert("headers".to_owned(), Json::Object(headers));
    }
    schema.insert("x-contract".to_owned(), Json::Object(members));
    let contract =
        ContractFile::from_json(Json::Object(schema)).map_err(|error| header.refused(error.to_string()))?;
    let declared = contract.header.identity.role();
    if declared != role {
        let does = match role {
            Role::Emits => "sends",
            Role::Consumes => "receives",
        };
        return Err(header.refused(format!(
            "the contract is one that {declared}, and the operation {does} the message: remove the `x-counterpart-…` members of \
             the message, and import the document with `--service`"
        )));
    }
    contract
        .to_schema()
        .map_err(|error| message.refused(format!("the schema of the contract cannot be read: {error}")))?;
    Ok(Imported {
        contract,
        closed: Vec::new(),
        warnings: Vec::new(),
        drafts: Vec::new(),
        never_sent: Vec::new(),
        corrected: Vec::new(),
    })
}

/// The schema at a member of the message.
fn part(
    documents: &Documents<'_>,
    message: &Located,
    member: &str,
    names: &str,
) -> Result<Option<Object>, AsyncApiError> {
    let Some(holder) = message.child(member) else {
        return Ok(None);
    };
    let Some(root) = holder.child("schema") else {
        return Err(holder.refused("the schema of a contract is at `schema`, beside its `schemaFormat`"));
    };
    if holder.text("schemaFormat") != Some(FORMAT) {
        return Err(holder.refused(format!("the `schemaFormat` of a contract's schema is `{FORMAT}`")));
    }
    let top = documents.top(&message.file)?;
    let mut places = Places {
        root: root.at.clone(),
        definitions: BTreeMap::new(),
    };
    let mut definitions = Vec::new();
    for (name, component) in message
        .child(names)
        .map_or_else(Vec::new, |names| names.children())
    {
        let Some(key) = component.value().as_str() else {
            return Err(component.refused("the name of a component is a string"));
        };
        let steps = ["components", "schemas", key, "schema"];
        let at = steps.into_iter().fold(Pointer::root(), |at, step| at.child(step));
        let Some(definition) = at.find(top.document()) else {
            return Err(component.refused("there is no such component"));
        };
        definitions.push((name.clone(), definition.clone()));
        places.definitions.insert(name, at);
    }
    let apart = Apart {
        root: root.value().clone(),
        definitions,
    };
    of_document(apart, &places)
        .map(Some)
        .map_err(|why| root.refused(why))
}

/// The schema without what was taken from doc comments.
fn without_descriptions(schema: Object) -> Object {
    super::schemas::each_schema(schema, &mut |members| _ = members.shift_remove("description"))
}
