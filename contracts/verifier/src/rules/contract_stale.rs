use super::Mirror::Finds;
use super::{Example, FileRule, page};

page! {
    /// The file of a contract or an emitted event differs from the code.
    ///
    /// # What it means
    ///
    /// A type changed and its file was not updated, or someone edited the file by hand.
    ///
    /// # Why it breaks
    ///
    /// Other repositories see the files, not the code. They would check something that is no longer true.
    ///
    /// # In Rust
    ///
    /// The code, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "user.registered")]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "user.changed")]
    /// struct After {
    ///     user_id: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. `cargo test` shows the difference, and writes the new file with the extension `.new`.
    /// 2. `cargo counterpart accept` accepts it. Read the difference, and commit it with the code.
    CONTRACT_STALE = FileRule::ContractStale.id(),
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: Some(&[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "string"}}, "required": ["user_id"]}"#,
            ]),
        },
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: Some(&[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ]),
        },
        Finds(FileRule::ContractStale.id());
}
