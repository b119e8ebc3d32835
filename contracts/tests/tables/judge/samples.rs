//! Texts that a schema accepts, and texts that it only just refuses.

use counterpart::compat::schema::{Options, Schema};
use counterpart::json::Json;
use counterpart::sample::{NearMisses, Options as SampleOptions, Sampler};

use super::mutants;

/// Any will do; the truth tests have another.
const SEED: u64 = 0x7e57;

/// This many texts of a schema, the same each time.
pub(crate) fn of(document: &Json, count: usize) -> Vec<String> {
    let schema = schema(document);
    let sampler = Sampler::new(&schema, options(document));
    sampler.take(count).map(|message| message.to_string()).collect()
}

/// This many texts that are one change away from a text of the schema.
pub(crate) fn beside(document: &Json, count: usize) -> Vec<String> {
    let schema = schema(document);
    let near = NearMisses::new(Sampler::new(&schema, options(document)));
    near.take(count).map(|message| message.to_string()).collect()
}

fn schema(document: &Json) -> Schema {
    Schema::from_json(document.clone(), &Options::default()).expect("the engine reads what the library made")
}

fn options(document: &Json) -> SampleOptions {
    SampleOptions::default()
        .seed(SEED)
        .names(mutants::words(document))
}
