use super::Mirror::Nothing;
use super::{Example, FileRule, page};

page! {
    /// No message that the code writes was compared with the schema that it emits.
    ///
    /// # What it means
    ///
    /// A type that emits an event has `Serialize` alone, and no `samples`. Its derived test cannot make a value of it, so it
    /// never saw what serde writes.
    ///
    /// # Why it breaks
    ///
    /// The emitted schema is made from the type and its attributes. A `serialize_with` or a `Serialize` by hand may write something
    /// else, and then every proof is about messages that are never sent. Where a value is written, the derived test sees that.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.deleted")]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.deleted", samples = samples)]
    /// struct After {
    ///     user_id: u64,
    /// }
    ///
    /// #[cfg(test)]
    /// fn samples() -> [After; 2] {
    ///     [After { user_id: 0 }, After { user_id: u64::MAX }]
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. Give `samples`: a value for each variant, and for each `Option` one with it and one without.
    ///    Or derive `Deserialize` in tests, `#[cfg_attr(test, derive(serde::Deserialize))]`: the derived test then makes values itself.
    /// 2. The rule is a warning. Once nothing is found any more, `not-compared = "error"` below `[rules]` in `counterpart.toml` keeps it so.
    NOT_COMPARED = FileRule::NotCompared.id(),
        Example::Written {
            emitted: r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.deleted", "types": [{"path": "user_service::Deleted", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            is_compared: false,
        },
        Example::Written {
            emitted: r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.deleted", "types": [{"path": "user_service::Deleted", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            is_compared: true,
        },
        Nothing("a consumer's type is always read, and the derived test makes messages for that");
}
