//! The mode of CloudEvents that a message of a document is in.

use counterpart::contract::{Binding, ContractFile, Envelope, NotInMode, describes_events, not_in_mode};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Limits, Verdict};
use counterpart_engine::json::{Json, Object};

/// The binary mode, if each message has the attribute that tells its events from other messages.
pub(super) fn binary(headers: &Object) -> Option<Envelope> {
    let has_version = |binding: &Binding| always_has(headers, &sign(*binding));
    Binding::ALL
        .into_iter()
        .find(has_version)
        .map(Envelope::CloudEventsBinary)
}

fn sign(binding: Binding) -> String {
    format!("{}{SIGN}", binding.prefix())
}

fn always_has(headers: &Object, name: &str) -> bool {
    let read = |schema: Json| Schema::from_json(schema, &Options::default());
    let Ok(sent) = read(Json::Object(headers.clone())) else {
        return false;
    };
    let fits = |wanted: Json| {
        read(wanted)
            .is_ok_and(|wanted| compat::check(&sent, &wanted, &Limits::default()) == Verdict::Compatible)
    };
    let required = Json::from([("required", Json::Array(vec![Json::from(name)]))]);
    // Headers that no message can have are of no mode.
    fits(required) && !fits(Json::Bool(false))
}

/// Takes back a mode in which the contract does not describe messages, and says why. The fields of keys are those of the
/// payload in the event, so a described key goes too.
pub(super) fn corrected(contract: &mut ContractFile, told_key: Option<&String>) -> Option<String> {
    let metadata = &mut contract.header.metadata;
    let Some(envelope) = metadata.envelope else {
        let text = Json::Object(metadata.headers.clone()).to_string();
        let is_named = |binding: &Binding| text.contains(&Json::from(sign(*binding)).to_string());
        let binding = Binding::ALL.into_iter().find(is_named)?;
        return Some(format!(
            "the headers name `{}`, and not each message has it, so the contract declares no mode of CloudEvents: require it",
            sign(binding)
        ));
    };
    let mut metadata = metadata.clone();
    let Some(NotInMode { lacks, .. }) = not_in_mode(&metadata, contract.schema()) else {
        let is_batch = envelope == Envelope::CloudEventsBatch;
        let is_whole = envelope.binding().is_none();
        return (is_whole && !describes_events(contract.schema(), is_batch))
            .then(|| undescribed(envelope, SIGN, ""));
    };
    metadata.envelope = None;
    if envelope.binding().is_none() {
        metadata.key = told_key.cloned();
    }
    contract.header.metadata = metadata;
    Some(undescribed(
        envelope,
        &lacks,
        ", so the contract declares no envelope",
    ))
}

/// The attribute that tells an event from other messages.
const SIGN: &str = "specversion";

fn undescribed(envelope: Envelope, lacks: &str, so: &str) -> String {
    match envelope {
        Envelope::CloudEventsBatch => format!(
            "the content type is that of a batch of CloudEvents, and the payload does not describe `{lacks}`{so}: describe an \
             array of events, each with its `data`"
        ),
        Envelope::CloudEventsBinary(_) => format!(
            "the headers are those of CloudEvents, and do not describe `{lacks}`{so}: describe each attribute"
        ),
        _ => format!(
            "the content type is that of a whole event of CloudEvents, and the payload does not describe `{lacks}`{so}: \
             describe the event with its `data`"
        ),
    }
}
