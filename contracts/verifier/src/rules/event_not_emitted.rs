use super::Mirror::Nothing;
use super::{Example, FileRule, page};

page! {
    /// A contract is for an event that its producer does not emit, or nobody, and its name is likely wrong.
    ///
    /// # What it means
    ///
    /// The contract says `producer = "…"`. That service takes part in the run, and has no such event: it stopped, was never there, or is spelt otherwise.
    ///
    /// A contract without `producer` is a finding too, if nobody emits its event and more is known: an event that is emitted has a name near it, or, where a store is asked, the version of the
    /// consumer before read an event that is still emitted and that this one does not read. The finding names it. Else a contract that nothing is sent for is a note. Where a service elsewhere
    /// really emits an event of a name so near, give its files with `--contracts`, or accept the finding with an allowance.
    ///
    /// # Why it breaks
    ///
    /// The consumer waits for messages that never come.
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
    /// 3. *Contract.* There is nothing to remove. A misspelt name is corrected. Where a consumer must come first, an allowance for its event accepts the finding until a day that it names.
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
