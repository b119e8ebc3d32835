//! Whole messages that the user gives, as the service sends them: the emitted contract must accept each.

use super::contract::Contract;
use super::emitted::{cut, held};
use super::{Failure, Options, Outcome, guard};
use crate::contract::Role;
use crate::declaration::Declaration;
use crate::testing::message_layout;
use counterpart_engine::json::{self, Json, Pointer};

/// The number of failures that are shown.
const FAILURES: usize = 3;

pub(super) fn check(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let Some(messages) = declaration.real.messages else {
        return Ok(outcome);
    };
    let messages = guard::call(|| messages(options.samples))
        .map_err(|panic| format!("the messages of `{}` panic: {panic}", declaration.rust_type))?;
    let payload = Contract::of(declaration.schema, Role::Emits).map_err(|error| error.to_string())?;
    let made = crate::schema::make(&[declaration.schema], Role::Emits).map_err(|error| error.to_string())?;
    let enveloped = message_layout::envelope_of(declaration, &made.schema, |envelope| {
        Contract::in_envelope(declaration.schema, Role::Emits, envelope)
    })?;
    let contract = match enveloped {
        Some(enveloped) => enveloped.map_err(|error| error.to_string())?,
        None => payload,
    };
    if messages.is_empty() {
        let why = "the `messages` function returns no messages";
        outcome.take(contract.unasked(why.to_owned()));
    }
    for message in messages {
        outcome.asked += 1;
        if outcome.failures.len() < FAILURES {
            if let Some(failure) = refused(&contract, &message, declaration.layout.envelope.is_some()) {
                outcome.take(failure);
            }
        }
    }
    Ok(outcome)
}

fn refused(contract: &Contract, message: &[u8], is_event: bool) -> Option<Failure> {
    let Ok(text) = std::str::from_utf8(message) else {
        let shown = cut(&String::from_utf8_lossy(message));
        let why = "cannot hold it: it is not UTF-8".to_owned();
        return Some(Failure::new(shown, Pointer::root(), why, SENT));
    };
    let mut failure = *held(contract, text).err()?;
    SENT.clone_into(&mut failure.serde);
    let value = json::parse(message).ok();
    if is_event
        && value
            .as_ref()
            .and_then(|event| event.get("data_base64"))
            .is_some_and(|data| *data != Json::Null)
    {
        failure.schema.push_str(BYTES);
    }
    Some(failure)
}

const SENT: &str = "was not asked: the message is one of `messages`";

/// The reason why an SDK of CloudEvents puts JSON into `data_base64`.
const BYTES: &str = ". Its payload is in `data_base64`, which no contract describes: an SDK of CloudEvents sends bytes so, even \
                     if they are declared as `application/json`. Hand the SDK a JSON value, in Rust `serde_json::to_value(&it)?` \
                     and not `to_vec`";

#[cfg(test)]
mod tests {
    use super::super::super::build::tests::declaration;
    use super::super::test;
    use super::*;
    use crate::contract::Envelope;
    use crate::declaration::real::{Real, sent_of};
    use crate::declaration::{DeclaredEnvelope, MessageLayout};

    const EVENT: &str = r#"{"specversion":"1.0","id":"1","source":"/orders","type":"user.registered","time":"2026-01-02T03:04:05Z","#;

    /// The output of the derived test of a producer with these messages.
    fn said(messages: fn(usize) -> Vec<Vec<u8>>, is_event: bool) -> String {
        let envelope = DeclaredEnvelope {
            envelope: Envelope::CloudEvents,
            event_type: None,
            reader: None,
            requires_time: true,
        };
        let declaration = Declaration {
            role: Role::Emits,
            schema: super::super::source::<std::ops::Range<u8>>(),
            real: Real {
                messages: Some(messages),
                ..Real::default()
            },
            layout: MessageLayout {
                envelope: is_event.then_some(envelope),
                ..MessageLayout::default()
            },
            ..declaration("shop::Order", "order")
        };
        match test(Box::leak(Box::new(declaration)), &Options::default()) {
            Ok(outcome) => format!("{} asked, {} notes", outcome.asked, outcome.notes().count()),
            Err(problem) => problem,
        }
    }

    #[test]
    fn message_of_the_service_is_held_to_its_contract() {
        let right = |most| sent_of([r#"{"start":1,"end":2}"#], most);
        assert_eq!(said(right, false), "1 asked, 0 notes");
        let event = |most| sent_of([format!(r#"{EVENT}"data":{{"start":1,"end":2}}}}"#)], most);
        assert_eq!(said(event, true), "1 asked, 0 notes");
        insta::assert_snapshot!(said(right, true), @r#"
        the contract for "user.registered" does not allow a message that `shop::Order` writes:

            message   {"start":1,"end":2}
            at        the message as a whole
            contract  refuses it: `required` at `` of the schema
            serde     was not asked: the message is one of `messages`

        Consumers are checked against the contract, not against this message: `cargo counterpart verify` would be green, and
        the message may break one. Describe what is written with `#[contract(with = "Type")]` on the field or on the type. If you
        know that it is never sent, add `#[contract(trust = "reason")]`.
        "#);
    }

    #[test]
    fn bytes_that_an_sdk_encodes_are_explained() {
        let bytes = |most| {
            let json =
                r#""datacontenttype":"application/json","data_base64":"eyJzdGFydCI6MSwiZW5kIjoyfQ=="}"#;
            sent_of([format!("{EVENT}{json}")], most)
        };
        insta::assert_snapshot!(said(bytes, true), @r#"
        the contract for "user.registered" does not allow a message that `shop::Order` writes:

            message   {"specversion":"1.0","id":"1","source":"/orders","type":"user.registered","time":"2026-01-02T03:04:05Z","datacontenttype":"application/json","data_base64":"eyJzdGFydCI6MSwiZW5kIjoyfQ=="}
            at        the message as a whole
            contract  refuses it: `required` at `` of the schema. Its payload is in `data_base64`, which no contract describes: an SDK of CloudEvents sends bytes so, even if they are declared as `application/json`. Hand the SDK a JSON value, in Rust `serde_json::to_value(&it)?` and not `to_vec`
            serde     was not asked: the message is one of `messages`

        Consumers are checked against the contract, not against this message: `cargo counterpart verify` would be green, and
        the message may break one. Describe what is written with `#[contract(with = "Type")]` on the field or on the type. If you
        know that it is never sent, add `#[contract(trust = "reason")]`.
        "#);
    }

    #[test]
    fn no_message_and_bytes_that_are_no_text_are_failures() {
        insta::assert_snapshot!(said(|most| sent_of(Vec::<String>::new(), most), true), @r#"
        the contract for "user.registered" was not compared with what `shop::Order` writes:

            the `messages` function returns no messages

        Give values that are sent with `#[contract(samples = path::to::function)]`, or describe what is written with
        `#[contract(with = "Type")]` on the field or on the type. If you know that the contract holds, add
        `#[contract(trust = "reason")]`.
        "#);
        insta::assert_snapshot!(said(|most| sent_of([b"\xff"], most), false), @r#"
        the contract for "user.registered" does not allow a message that `shop::Order` writes:

            message   �
            at        the message as a whole
            contract  cannot hold it: it is not UTF-8
            serde     was not asked: the message is one of `messages`

        Consumers are checked against the contract, not against this message: `cargo counterpart verify` would be green, and
        the message may break one. Describe what is written with `#[contract(with = "Type")]` on the field or on the type. If you
        know that it is never sent, add `#[contract(trust = "reason")]`.
        "#);
    }
}
