use super::Mirror::Finds;
use super::{Example, FileRule, page};

page! {
    /// A contract file exists, but the code that declared it is gone.
    ///
    /// # What it means
    ///
    /// A type was removed, or its event renamed, and the old file was left behind.
    ///
    /// # Why it breaks
    ///
    /// The file still claims that this service reads or sends something that it does not. Other services
    /// would be checked against that.
    ///
    /// # In Rust
    ///
    /// The code, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// #[contract(consumes = "user.registered")]
    /// struct Before {
    ///     user_id: u64,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// struct After {
    ///     user_id: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// `cargo counterpart accept` removes the file. Commit that with the code. The file of an emitted event
    /// that a consumer still wants stays: see `event-stopped`.
    CONTRACT_ORPHANED = FileRule::ContractOrphaned.id(),
        Example::Files {
            committed: &[
                r#"{"x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "types": [{"path": "user_service::Event", "package": "user-service", "file": "src/lib.rs"}], "assumes": []}, "type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}"#,
            ],
            declared: Some(&[]),
        },
        Example::Files {
            committed: &[],
            declared: Some(&[]),
        },
        Finds(FileRule::ContractMissing.id());
}
