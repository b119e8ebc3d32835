//! What becomes of a letter.

/// What a contract or the code says of a letter. `C` is the cause of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<C> {
    /// The letter is taken.
    Taken,
    /// The letter is refused.
    Refused(C),
    /// The payload could not be decided, for this reason; the code may decide it.
    Undecided(String),
    /// Headers or key could not be decided, for this reason. The code is asked about the payload, so it cannot decide either.
    Open(String),
    /// There is no contract of the service for the event.
    NoContract,
}

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It would be taken.
    Take,
    /// It would be taken once it is edited.
    TakeEdited,
    /// It is moved away with a reason. The number is that of its cause in
    /// [`Plan::causes`](super::Plan::causes).
    Discard(u32),
    /// It would still be refused.
    Refused,
    /// It could not be decided.
    Undecided,
    /// No version could read it: the payload is not JSON.
    NotJson,
    /// No contract of its service for the event was found, and no code that reads it.
    NoContract,
    /// The contract does not refuse it, and no code of the packages reads the event.
    NoReader,
    /// It names no service, and the run does not either.
    NoService,
    /// It is a letter of a service that the run is not about.
    OtherService,
    /// It would be taken, and an earlier letter of its key would not.
    Held,
    /// It is no letter.
    Unreadable,
}

impl Fate {
    /// True if the letter goes to the service.
    pub fn is_taken(self) -> bool {
        matches!(self, Fate::Take | Fate::TakeEdited)
    }
}
