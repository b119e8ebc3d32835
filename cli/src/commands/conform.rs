//! `cargo counterpart conform`

use std::time::{Duration, Instant};

use clap::Args;
use counterpart::contract::Role;
use counterpart_verifier::conform::{ConformError, Options, Program, ProgramError, asked, conform};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::one_contract::OneContract;
use crate::render::conform as render;
use crate::terminal::foreign;
use crate::terminal::output;

/// Ask a service's own reader, in any language, whether it keeps to its contract
///
/// The command line of --with is run by the shell. It reads messages on its standard input, one JSON text a line, and answers
/// each with one line: `ok`, or why it refuses the message. It must write out each answer at once (`flush=True` in Python).
///
/// Messages that the contract accepts come first, then near misses that it refuses. Where the reader disagrees, the message is
/// made smaller until it shows little else. For what a service sends, use `audit --role emits`.
///
/// A message is what the contract's schema describes: a whole event, a batch as an array, and in binary mode of CloudEvents
/// the payload alone. Headers are not passed, so what the reader does with them is not asked.
///
/// Exit codes: 0 the reader reads all that the contract accepts (it may read more, which loses no message), 100 it does not,
/// 101 it could not be asked.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Conform {
    /// The event
    #[arg(value_name = "EVENT")]
    event: String,
    /// The reader, as a command line
    #[arg(long, value_name = "COMMAND")]
    with: String,
    /// How many messages that the contract accepts, and how many that it refuses
    #[arg(short, long = "count", value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    n: u32,
    /// Another seed makes other messages
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The most seconds for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    time_limit: u64,
    /// The most seconds for all
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    total_limit: u64,
    #[command(flatten)]
    contract: OneContract,
}

impl Conform {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let document = self.contract.find(&self.event, Some(Role::Consumes))?;
        let schema = asked(&document.contract)
            .map_err(|error| Failure::new(format!("{}: {error}", document.path.display())))?;
        let options = Options {
            count: self.n as usize,
            seed: self.seed,
            until: Instant::now() + Duration::from_secs(self.total_limit),
        };
        let time_limit = Duration::from_secs(self.time_limit);
        let mut program = Program::start(&self.with, time_limit).map_err(|error| failed(&error.into()))?;
        let conformance = conform(&schema, &mut program, &options).map_err(|error| failed(&error))?;
        program.finish().map_err(|error| failed(&error.into()))?;
        output::results(&render::conformance(document.identity(), &conformance))?;
        Ok(match conformance.keeps_its_promises() {
            true => Exit::Compatible,
            false => Exit::Incompatible,
        })
    }
}

fn failed(error: &ConformError) -> Failure {
    let failure = Failure::new(foreign::lines(&error.to_string()).into_owned());
    match error {
        ConformError::Program(ProgramError::Slow { .. }) => failure.hint(
            "it must write out each answer before it reads the next message (`flush=True` in Python), and may have more time \
             with --time-limit",
        ),
        ConformError::Program(ProgramError::TooMany { .. } | ProgramError::Ended { .. }) => {
            failure.hint("it must answer each message with one line, `ok` or a refusal, and write nothing else there")
        }
        ConformError::Late { .. } => failure.hint("ask about fewer messages with --count, or give it more time with --total-limit"),
        _ => failure,
    }
}
