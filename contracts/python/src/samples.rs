//! Messages made of a contract.

use counterpart::contract::ContractFile;
use counterpart::sample::{Message, NearMisses, Options, Sampler};
use counterpart_verifier::conform::asked;
use pyo3::prelude::*;

use crate::errors::error;

/// Messages that a contract accepts, or near misses that it refuses: JSON texts.
#[pyfunction]
#[pyo3(signature = (text, *, count, seed, invalid))]
pub(crate) fn samples(
    py: Python<'_>,
    text: &str,
    count: usize,
    seed: u64,
    invalid: bool,
) -> PyResult<Vec<String>> {
    let contract = ContractFile::parse(text.as_bytes()).map_err(|failed| error(py, &failed))?;
    let schema = asked(&contract).map_err(|failed| error(py, &failed))?;
    Ok(py.detach(|| {
        let sampler = Sampler::new(&schema, Options::default().seed(seed));
        let text = |message: Message| message.to_string();
        match invalid {
            true => NearMisses::new(sampler).take(count).map(text).collect(),
            false => sampler.take(count).map(text).collect(),
        }
    }))
}
