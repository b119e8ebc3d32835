use super::Mirror::Finds;
use super::{Example, FileRule, page};

page! {
    /// The code that declared a contract file is gone, and the file still stands.
    ///
    /// # What it means
    ///
    /// A type was removed or renamed its event, and its file was left behind.
    ///
    /// # Why it breaks
    ///
    /// The file would go on to say that this service reads or sends what it does not, and hold its neighbours to it.
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
    /// `cargo counterpart accept` removes the file. Commit that with the code. The file of an emitted event that a consumer still wants stays: see `event-stopped`.
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
