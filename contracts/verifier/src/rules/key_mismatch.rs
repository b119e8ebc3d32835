use super::Mirror::Nothing;
use super::{Example, RuleId, page};

page! {
    /// The consumer expects the message key to equal a field, and the producer sends another key, or none.
    ///
    /// # What it means
    ///
    /// The consumer's contract names the field whose value is the key of a message (`key = "user_id"`). The
    /// consumer partitions, deduplicates or compacts by it. The producer names another field, or none, and
    /// can send a message in which the two differ.
    ///
    /// # Why it breaks
    ///
    /// Everything still parses. But messages of one user arrive in two partitions and out of order, or a
    /// compacted topic keeps the wrong ones.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.registered", key = "user_id")]
    /// struct Before {
    ///     user_id: u64,
    ///     tenant_id: u64,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// #[contract(emits = "user.moved", key = "tenant_id")]
    /// struct After {
    ///     user_id: u64,
    ///     tenant_id: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer reads the field of the message instead of its key, drops `key`, and is
    ///    deployed.
    /// 2. *Migrate.* The producer changes the key. Often a new topic is better, because the old one
    ///    contains messages with either key.
    /// 3. *Contract.* There is nothing to remove.
    KEY_MISMATCH = RuleId::Key.id(),
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "key": "user_id", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: None,
        },
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "key": "user_id", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
                r#"{"x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "key": "user_id", "types": [{"path": "auth_service::Event", "package": "auth-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: None,
        },
        Nothing("a consumer that does not require a key accepts any");
}
