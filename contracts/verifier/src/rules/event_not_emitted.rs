use super::Mirror::Nothing;
use super::{Example, FileRule, page};

page! {
    /// A contract is for an event that its producer, or nobody, emits, and whose name is probably wrong.
    ///
    /// # What it means
    ///
    /// The contract says `producer = "…"`. That service takes part in the run, and does not emit the event.
    /// It stopped emitting it, never did, or uses another name.
    ///
    /// A contract without `producer` is a finding too, if nobody emits its event and there is more
    /// evidence:
    ///
    /// - an emitted event has a similar name; or
    /// - with a store, the consumer's previous version read an event that is still emitted, and this
    ///   version does not read it.
    ///
    /// The finding names that event. Otherwise, a contract without a producer is only a note. If a service
    /// elsewhere really emits an event with a similar name, give its files with `--contracts`, or accept
    /// the finding with an allowance.
    ///
    /// # Why it breaks
    ///
    /// The consumer waits for messages that never arrive.
    ///
    /// # In Rust
    ///
    /// The consumer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// #[contract(consumes = "user.registered", producer = "user-service")]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// #[contract(consumes = "user.registerd", producer = "user-service")]
    /// struct After {
    ///     user_id: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* The producer emits the event.
    /// 2. *Migrate.* The consumer declares its contract.
    /// 3. *Contract.* There is nothing to remove. Correct a misspelt name. If the consumer must come first,
    ///    an allowance for its event accepts the finding until a given day.
    EVENT_NOT_EMITTED = FileRule::EventNotEmitted.id(),
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.deleted", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "producer": "user-service", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: None,
        },
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "producer": "user-service", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: None,
        },
        Nothing("a producer may send an event that nobody reads");
}
