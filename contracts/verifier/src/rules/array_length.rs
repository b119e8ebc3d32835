use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a list that is too short or too long for the consumer.
    ///
    /// # What it means
    ///
    /// The consumer's type is an array or a tuple of fixed length. The producer's list may have another
    /// length.
    ///
    /// # Why it breaks
    ///
    /// serde reads exactly as many items as the type has:
    /// `invalid length 3, expected an array of length 2`.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "place.moved")]
    /// struct Before {
    ///     position: [f64; 2],
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "place.moved")]
    /// struct After {
    ///     position: Vec<f64>,
    /// }
    /// ```
    ///
    /// The consumer, before and after the preparation:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "place.moved", name = "before")]
    /// struct Before {
    ///     position: [f64; 2],
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "place.moved", name = "after")]
    /// struct After {
    ///     position: Vec<f64>,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer reads a list of any length (`Vec<…>`) and is deployed.
    /// 2. *Migrate.* The producer sends other lengths.
    /// 3. *Contract.* There is nothing to remove.
    ARRAY_LENGTH = Rule::ArrayLength.id(),
        schemas(
            r#"{"type": "array", "items": {"type": "number"}}"#,
            r#"{"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}"#,
        ),
        schemas(
            r#"{"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}"#,
            r#"{"type": "array", "items": {"type": "number"}}"#,
        ),
        Nothing("a consumer that accepts a list of any length also accepts these");
}
