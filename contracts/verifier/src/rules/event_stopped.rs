use super::Mirror::Finds;
use super::{Example, FileRule, page};

page! {
    /// An event is no longer emitted, and a consumer still has a contract for it.
    ///
    /// # What it means
    ///
    /// The emitted schema is in the folder of contracts, but no type declares it any more. Nobody else
    /// emits the event, and a contract wants it. `can-i-deploy` reports the same if a version drops an
    /// event that the version it replaces emits. A renamed event is one that stopped and one that is new.
    ///
    /// # Why it breaks
    ///
    /// The consumer receives nothing. No error occurs, and that is the harm: mails are not sent, views
    /// become outdated.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.registered")]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.created")]
    /// struct After {
    ///     user_id: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* The producer sends both events.
    /// 2. *Migrate.* Each consumer reads the new one, removes its contract for the old one, and is
    ///    deployed.
    /// 3. *Contract.* Once no contract names the old event, its type is removed, and
    ///    `cargo counterpart accept` removes its file.
    EVENT_STOPPED = FileRule::EventStopped.id(),
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: Some(&[
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ]),
        },
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: Some(&[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ]),
        },
        Finds(FileRule::ContractMissing.id());
}
