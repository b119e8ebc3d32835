//! Message metadata is tested too: serde must read a message in its envelope, and every string of a header. The key
//! is a field of the payload, which is tested there.

use super::contract::Contract;
use super::real::Read;
use super::{Failure, NotReached, Options, Outcome, accepted, guard};
use crate::contract::{Envelope, Role};
use crate::declaration::{Declaration, DeclaredHeader};
use crate::sample::Sampler;
use crate::schema;
use crate::testing::message_layout;
use counterpart_engine::compat::schema::{Options as SchemaOptions, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

/// One of so many messages is made again with its envelope, and so many texts of each header.
const OF: usize = 4;

pub(super) fn check(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let options = options.clone().samples(options.samples / OF);
    let mut outcome = Outcome::default();
    let sources = [(declaration.schema, declaration.real.read_in_envelope)];
    let older = declaration
        .older
        .iter()
        .map(|older| (older.schema, older.real.read_in_envelope));
    for (source, read) in sources.into_iter().chain(older) {
        let Some(read) = read else { continue };
        let payload = schema::make(&[source], Role::Consumes).map_err(|error| error.to_string())?;
        let contract = message_layout::envelope_of(declaration, &payload.schema, |envelope| {
            Contract::in_envelope(source, Role::Consumes, envelope)
        })?;
        if let Some(contract) = contract {
            let contract = contract.map_err(|error| error.to_string())?;
            outcome.add(accepted::check(&contract, read, None, &options));
        }
    }
    for header in declaration.layout.headers {
        if let Some(read) = header.read_text {
            texts(header, read, &options, &mut outcome)?;
        }
    }
    let envelope = declaration.layout.envelope.map(|declared| declared.envelope);
    let is_binary = matches!(envelope, Some(Envelope::CloudEventsBinary(_)));
    for extension in declaration.layout.extensions {
        if let (true, Some(read)) = (is_binary, extension.read_text) {
            texts(extension, read, &options, &mut outcome)?;
        } else if let (false, Some(read)) = (is_binary, extension.read) {
            let of = schema::envelope::extensions(&[extension.header], Role::Consumes)
                .map_err(|error| error.to_string())?;
            let properties: Object = of
                .into_iter()
                .map(|one| (one.name.to_owned(), one.schema))
                .collect();
            values(extension, properties, read, &options, &mut outcome)?;
        }
    }
    Ok(outcome)
}

/// A header is read from its text.
fn texts(
    header: &DeclaredHeader,
    read: Read,
    options: &Options,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let document =
        schema::headers(&[header.header], None, Role::Consumes).map_err(|error| error.to_string())?;
    each(header, document, options, outcome, |value| {
        let key = Json::from([(value.as_str()?, Json::Null)]).to_string();
        Some(guard::call(|| read(&key)))
    })
}

/// An extension is read as the value that it is.
fn values(
    extension: &DeclaredHeader,
    properties: Object,
    read: Read,
    options: &Options,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let document = Object::from_iter([("properties".to_owned(), Json::Object(properties))]);
    each(extension, document, options, outcome, |value| {
        let text = value.to_string();
        Some(guard::call(|| read(&text)))
    })
}

/// Asks of each value that a schema has for a name; the first that is refused is a failure.
fn each(
    of: &DeclaredHeader,
    document: Object,
    options: &Options,
    outcome: &mut Outcome,
    ask: impl Fn(&Json) -> Option<Result<Result<(), String>, String>>,
) -> Result<(), String> {
    let schema = Schema::from_json(Json::Object(document), &SchemaOptions::default())
        .map_err(|error| error.to_string())?;
    let at = Pointer::root().child(of.header.name);
    let before = outcome.asked;
    for message in Sampler::new(&schema, options.sampling().guesses()).take(options.samples) {
        let Some(answer) = at.find(message.value()).and_then(&ask) else {
            continue;
        };
        let refusal = match answer {
            Ok(Ok(())) => {
                outcome.asked += 1;
                continue;
            }
            Ok(Err(error)) => error,
            Err(panic) => format!("it panics: {panic}"),
        };
        // A text that was guessed may be none.
        if schema.accepts(message.value()) != Ok(true) {
            continue;
        }
        outcome.asked += 1;
        let shown = at
            .find(message.value())
            .map(ToString::to_string)
            .unwrap_or_default();
        outcome.take(Failure::new(
            format!("{}: {shown}", of.header.name),
            at.clone(),
            "accepts it along with the payload",
            refusal,
        ));
        break;
    }
    if outcome.asked == before {
        outcome.not_reached.push(NotReached {
            rust_type: String::new(),
            schema: Pointer::root().child("properties").child(of.header.name),
            is_whole: true,
            reason: format!(
                "no value of {:?} was made that is read along with the payload",
                of.header.name
            ),
        });
    }
    Ok(())
}
