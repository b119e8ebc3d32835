use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a string of the wrong length, or one that the consumer's pattern refuses.
    ///
    /// # What it means
    ///
    /// The consumer's type only reads some strings: a `char`, a number in digits as a map's key, a type
    /// with a pattern. The producer's type may hold others.
    ///
    /// # Why it breaks
    ///
    /// The reader of the string refuses it: `invalid value: string "ab", expected a character`.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "grade.given")]
    /// struct Before {
    ///     grade: char,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "grade.given")]
    /// struct After {
    ///     grade: String,
    /// }
    /// ```
    ///
    /// The consumer, before and after the preparation:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "grade.given", name = "before")]
    /// struct Before {
    ///     grade: char,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "grade.given", name = "after")]
    /// struct After {
    ///     grade: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer accepts the wider strings and is deployed. If that is too much, the
    ///    producer sends them in an additional field.
    /// 2. *Migrate.* The producer starts to send them.
    /// 3. *Contract.* Once no contract names the old field, the producer removes it.
    STRING_CONTENT = Rule::StringContent.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "string", "minLength": 1, "maxLength": 1}"#),
        schemas(
            r#"{"type": "string", "minLength": 1, "maxLength": 1}"#,
            r#"{"type": "string"}"#,
        ),
        Nothing("a consumer that accepts any string also accepts these");
}
