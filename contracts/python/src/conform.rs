//! A reader in Python, asked about messages of its contract.

use std::time::{Duration, Instant};

use counterpart::contract::ContractFile;
use counterpart_verifier::conform::{Answer, Options, ProgramError, Reader, asked, conform as ask_about};
use pyo3::prelude::*;

use crate::errors::{error, failure};

/// A century: no limit, in seconds.
const UNBOUNDED: f64 = 3.2e9;

/// Refusal, place, message, count, whether it is the smallest.
type Difference = (Option<String>, String, String, usize, bool);

/// Valid messages and those that differ, near misses and those that differ, differences, further places.
type Conformance = ((usize, usize), (usize, usize), Vec<Difference>, usize);

/// Asks `ask` about messages. It gets a JSON text and returns why it refuses it, or `None`.
#[pyfunction]
#[pyo3(signature = (text, ask, *, count, seed, seconds))]
pub(crate) fn conform(
    py: Python<'_>,
    text: &str,
    ask: Bound<'_, PyAny>,
    count: usize,
    seed: u64,
    seconds: f64,
) -> PyResult<Conformance> {
    let contract = ContractFile::parse(text.as_bytes()).map_err(|failed| error(py, &failed))?;
    let schema = asked(&contract).map_err(|failed| error(py, &failed))?;
    let time = match Duration::try_from_secs_f64(seconds.min(UNBOUNDED)) {
        Ok(time) if !seconds.is_nan() => time,
        _ => return Err(failure(py, "the time limit is a number of seconds, at least 0")),
    };
    let mut callable = Callable { ask, raised: None };
    let options = Options {
        count,
        seed,
        until: Instant::now() + time,
    };
    let conformance = ask_about(&schema, &mut callable, &options);
    if let Some(raised) = callable.raised {
        return Err(raised);
    }
    let conformance = conformance.map_err(|failed| error(py, &failed))?;
    let (valid, invalid) = (conformance.valid, conformance.invalid);
    let differences = conformance.differences.into_iter();
    Ok((
        (valid.messages, valid.differing),
        (invalid.messages, invalid.differing),
        differences
            .map(|one| {
                (
                    one.refusal,
                    one.place.to_string(),
                    one.message,
                    one.count,
                    one.is_smallest,
                )
            })
            .collect(),
        conformance.further,
    ))
}

struct Callable<'py> {
    ask: Bound<'py, PyAny>,
    /// What it raised.
    raised: Option<PyErr>,
}

impl Reader for Callable<'_> {
    fn ask(&mut self, message: &str) -> Result<Answer, ProgramError> {
        let answer = self.ask.call1((message,)).and_then(|answer| answer.extract());
        match answer {
            Ok(None) => Ok(Answer::Read),
            Ok(Some(refusal)) => Ok(Answer::Refused(refusal)),
            Err(raised) => {
                let said = raised.to_string();
                self.raised.get_or_insert(raised);
                Err(ProgramError::Ended { status: None, said })
            }
        }
    }
}
