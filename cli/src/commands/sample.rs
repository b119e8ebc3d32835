//! `cargo counterpart sample`

use clap::{Args, ValueEnum};
use counterpart::contract::{Envelope, Role};
use counterpart::sample::{NearMisses, Options, Sampler};
use counterpart_engine::compat::Place;
use counterpart_engine::compat::schema::{Options as Reading, Schema};
use counterpart_engine::json::{Json, Object};
use counterpart_verifier::deploy::with_place;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named::EventPlace;
use crate::one_contract::OneContract;
use crate::terminal::output;

/// The number of messages to make for one that is refused at a place.
const TRIES: usize = 100;

/// Make messages of an event, one JSON text a line
///
/// They are made from the contract file: of what is emitted if there is such a file, else of what is consumed. The first
/// one is plain, and edge cases follow. The same seed makes the same messages. With a place, each message has a value there,
/// and with --invalid the change is made there.
///
/// A message of CloudEvents in binary mode is made with its headers: `{"headers": {…}, "payload": …}`. With --invalid, every
/// second one has the change in its headers.
///
/// With --store they are made of what the services in it published: the latest version of a main branch, else what is in
/// an environment, or the published --version of a --service.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Sample {
    #[command(flatten)]
    contract: OneContract,
    /// The event, or a place in it that each message has, as in user.registered#/email
    #[arg(value_name = "EVENT[#PLACE]")]
    event: String,
    /// How many messages
    #[arg(short, long = "count", value_name = "N", default_value_t = 1)]
    n: usize,
    /// Make invalid messages instead, each a minimal change away from a valid one
    #[arg(long)]
    invalid: bool,
    /// Another seed makes other messages
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Of what is emitted, or of what is consumed
    #[arg(long, value_name = "ROLE")]
    role: Option<Side>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Side {
    Emits,
    Consumes,
}

impl From<Side> for Role {
    fn from(side: Side) -> Self {
        match side {
            Side::Emits => Role::Emits,
            Side::Consumes => Role::Consumes,
        }
    }
}

impl Sample {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let EventPlace { event, place } = EventPlace::parse(&self.event)?;
        let place = place.filter(|place| !place.0.is_empty());
        let document = self.contract.find(&event, self.role.map(Role::from))?;
        let read = |schema: &Object| {
            Schema::from_json(Json::Object(schema.clone()), &Reading::default())
                .map_err(|error| Failure::new(format!("{}: {error}", document.path.display())))
        };
        let whole = read(document.contract.schema())?;
        let narrowed = match &place {
            Some(place) => Some(read(&with_place(&event, document.contract.schema(), place)?)?),
            None => None,
        };
        let payloads = Made {
            whole: &whole,
            sampled: narrowed.as_ref().unwrap_or(&whole),
            place: place.as_ref(),
            seed: self.seed,
            is_of_headers: false,
        };
        let metadata = &document.contract.header.metadata;
        let made = if metadata.envelope.and_then(Envelope::binding).is_some() {
            let whole = read(&metadata.headers)?;
            let texts = read(&of_texts(metadata.headers.clone()))?;
            let headers = Made {
                whole: &whole,
                sampled: &texts,
                place: None,
                seed: self.seed,
                is_of_headers: true,
            };
            self.rows(&headers, &payloads)
        } else if self.invalid {
            payloads.invalid(self.n)
        } else {
            payloads.valid(self.n)
        };
        if made.is_empty() && self.n > 0 {
            let kind = if self.invalid { "refuses" } else { "accepts" };
            return Err(Failure::new(format!(
                "no message was found that {} {kind}",
                document.path.display()
            )));
        }
        let made: Vec<String> = made.into_iter().map(|message| message + "\n").collect();
        output::json(&made.concat())?;
        Ok(Exit::Compatible)
    }

    /// Messages of an event in binary mode. Of invalid ones, every second has the change in its headers, unless a place in the
    /// payload was named.
    fn rows(&self, headers: &Made<'_>, payloads: &Made<'_>) -> Vec<String> {
        let row =
            |headers: &String, payload: &String| format!("{{\"headers\":{headers},\"payload\":{payload}}}");
        let (right_headers, right_payloads) = (headers.valid(self.n), payloads.valid(self.n));
        let rows = |headers: &[String], payloads: &[String]| -> Vec<String> {
            let rows = headers.iter().zip(payloads);
            rows.map(|(headers, payload)| row(headers, payload)).collect()
        };
        if !self.invalid {
            return rows(&right_headers, &right_payloads);
        }
        let of_payload = rows(&right_headers, &payloads.invalid(self.n));
        let of_headers = match payloads.place {
            None => rows(&headers.invalid(self.n), &right_payloads),
            Some(_) => Vec::new(),
        };
        let (mut of_payload, mut of_headers) = (of_payload.into_iter(), of_headers.into_iter());
        let mut made = Vec::new();
        while made.len() < self.n {
            let both = [of_payload.next(), of_headers.next()];
            if both.iter().all(Option::is_none) {
                break;
            }
            made.extend(both.into_iter().flatten());
        }
        made.truncate(self.n);
        made
    }
}

/// Headers are texts, also those that the contract does not name.
fn of_texts(mut headers: Object) -> Object {
    let text = Json::from([("type", Json::from("string"))]);
    headers.entry("additionalProperties".to_owned()).or_insert(text);
    headers
}

fn are_texts(headers: &Json) -> bool {
    let headers = headers.as_object();
    headers.is_some_and(|headers| headers.values().all(|value| value.as_str().is_some()))
}

/// What is made of one schema.
struct Made<'s> {
    /// What the contract says.
    whole: &'s Schema,
    /// The same, or less of it, from which messages are made.
    sampled: &'s Schema,
    place: Option<&'s Place>,
    seed: u64,
    /// True if these are headers, which are texts also in an invalid message.
    is_of_headers: bool,
}

impl Made<'_> {
    fn sampler(&self) -> Sampler<'_> {
        Sampler::new(self.sampled, Options::default().seed(self.seed))
    }

    fn valid(&self, n: usize) -> Vec<String> {
        self.sampler()
            .take(n)
            .map(|message| message.to_string())
            .collect()
    }

    fn invalid(&self, n: usize) -> Vec<String> {
        let misses = NearMisses::new(self.sampler());
        let misses = match self.place {
            Some(place) => misses.at(place.clone()),
            None => misses,
        };
        misses
            .take(n.saturating_mul(TRIES))
            // A message that only the narrowed schema refuses is valid.
            .filter(|message| self.whole.accepts(message.value()) == Ok(false))
            .filter(|message| !self.is_of_headers || are_texts(message.value()))
            .take(n)
            .map(|message| message.to_string())
            .collect()
    }
}
