use super::Mirror::Nothing;
use super::{Example, FileRule, page};

page! {
    /// No message written by the code was compared with the emitted schema.
    ///
    /// # What it means
    ///
    /// A type that emits an event only has `Serialize`, and no `samples`. Its derived test cannot make a
    /// value of it, so it never saw what serde writes.
    ///
    /// # Why it breaks
    ///
    /// The emitted schema is made from the type and its attributes. A `serialize_with` or a hand-written
    /// `Serialize` may write something else. Then every proof is about messages that are never sent. Once
    /// the derived test writes a value, it notices that.
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
    /// 1. Give `samples`: a value for each variant, and for each `Option` one value with it and one
    ///    without. Or derive `Deserialize` in tests (`#[cfg_attr(test, derive(serde::Deserialize))]`), so
    ///    that the derived test makes values itself.
    /// 2. The rule is a warning. Once there are no more findings, set `not-compared = "error"` under
    ///    `[rules]` in `counterpart.toml` to keep it that way.
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
