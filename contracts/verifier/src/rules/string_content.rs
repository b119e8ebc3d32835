use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// A string may be sent that is too short, too long, or does not match what the consumer accepts.
    ///
    /// # What it means
    ///
    /// The consumer's type reads some strings only: a `char`, a number in digits as a map's key, a type with a pattern. The producer's
    /// type may hold others.
    ///
    /// # Why it breaks
    ///
    /// What reads the string refuses it: `invalid value: string "ab", expected a character`.
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
    /// The consumer, before and after it was made ready for that:
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
    /// 1. *Expand.* Each consumer accepts the wider strings and is deployed. Where that is too much, the producer sends them in a field beside.
    /// 2. *Migrate.* The producer begins to send them.
    /// 3. *Contract.* What stood beside is removed once no contract names it.
    STRING_CONTENT = Rule::StringContent.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "string", "minLength": 1, "maxLength": 1}"#),
        schemas(
            r#"{"type": "string", "minLength": 1, "maxLength": 1}"#,
            r#"{"type": "string"}"#,
        ),
        Nothing("a consumer that takes any string takes these too");
}
