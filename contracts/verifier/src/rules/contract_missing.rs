use super::Mirror::Finds;
use super::{Example, FileRule, page};

page! {
    /// The code declares a contract or an emitted event that has no file.
    ///
    /// # What it means
    ///
    /// A type has `#[contract(…)]`, and the folder of contracts has no file for it. The type is new, or its
    /// event, service or name is.
    ///
    /// # Why it breaks
    ///
    /// Other repositories see the files, not the code. They cannot check what is not in a file.
    ///
    /// # In Rust
    ///
    /// The code, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize)]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// #[contract(consumes = "user.registered")]
    /// struct After {
    ///     user_id: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. `cargo test` writes the new file with the extension `.new`.
    /// 2. `cargo counterpart accept` accepts it. Read the file, and commit it with the code.
    CONTRACT_MISSING = FileRule::ContractMissing.id(),
        Example::Files {
            committed: &[],
            declared: Some(&[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
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
        Finds(FileRule::ContractOrphaned.id());
}
