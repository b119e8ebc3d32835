//! `cargo counterpart sample`

use clap::{Args, ValueEnum};
use counterpart::contract::Role;
use counterpart::sample::{NearMisses, Options, Sampler};
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
        let schema = narrowed.as_ref().unwrap_or(&whole);
        let sampler = Sampler::new(schema, Options::default().seed(self.seed));
        let made: Vec<String> = if let (true, Some(place)) = (self.invalid, place) {
            NearMisses::new(sampler)
                .at(place)
                .take(self.n.saturating_mul(TRIES))
                // A message that only the narrowed schema refuses is valid.
                .filter(|message| whole.accepts(message.value()) == Ok(false))
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        } else if self.invalid {
            NearMisses::new(sampler)
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        } else {
            sampler
                .take(self.n)
                .map(|message| format!("{message}\n"))
                .collect()
        };
        if made.is_empty() && self.n > 0 {
            let kind = if self.invalid { "refuses" } else { "accepts" };
            return Err(Failure::new(format!(
                "no message was found that {} {kind}",
                document.path.display()
            )));
        }
        output::json(&made.concat())?;
        Ok(Exit::Compatible)
    }
}
