//! The assumptions of a verdict on two schemas about how JSON is written and read.

use counterpart::contract::Assumption;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::Types;

/// The assumptions behind a verdict that the accepted schema accepts everything that the emitted
/// schema allows. JSON Schema sees values, and a reader sees how they are written.
///
/// ```
/// use counterpart_engine::compat::schema::{Options, Schema};
/// use counterpart::contract::Assumption;
/// use counterpart_verifier::verify::assumptions;
///
/// let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
/// let whole = read(r#"{"type": "number", "multipleOf": 1}"#)?;
/// // `1.0` is a multiple of 1, and many readers of an integer refuse it.
/// assert!(assumptions(&whole, &read(r#"{"type": "integer"}"#)?).contains(&Assumption::PlainIntegers));
/// assert!(assumptions(&whole, &whole).contains(&Assumption::PlainIntegers));
/// assert!(!assumptions(&whole, &read(r#"{"type": "number"}"#)?).contains(&Assumption::PlainIntegers));
/// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
/// ```
pub fn assumptions(emitted: &Schema, accepted: &Schema) -> Vec<Assumption> {
    let sent = emitted.types_anywhere();
    let of_types = [
        (
            Types::INTEGER,
            Assumption::PlainIntegers,
            accepted.tells_integers(),
        ),
        (Types::NUMBER, Assumption::NumbersFitF64, true),
        (Types::FRACTION, Assumption::FiniteFloats, true),
        (Types::ARRAY.or(Types::OBJECT), Assumption::NestingUnder128, true),
        (Types::OBJECT, Assumption::UniqueKeys, true),
    ];
    let resting = of_types
        .into_iter()
        .filter(|(types, _, is_told)| *is_told && sent.intersects(*types));
    resting.map(|(_, assumption, _)| assumption).collect()
}
