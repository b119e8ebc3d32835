//! Whose change broke it.

use crate::report::Cause;

/// What two documents come to at a place of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// Every message is accepted there.
    Fits,
    /// A message is refused there.
    Breaks,
    /// It could be neither proven nor refuted.
    Unclear,
}

/// Whose change broke what the new producer sends and the new consumer refuses, at one place. `None` stands for a
/// combination that is not there because one of the sides was not.
///
/// The arguments are the old producer with the old consumer, the old producer with the new consumer, and the new producer
/// with the old consumer.
///
/// ```
/// use counterpart_verifier::deploy::{At, cause};
/// use counterpart_verifier::report::Cause;
///
/// let fits = Some(At::Fits);
/// assert_eq!(cause(fits, fits, Some(At::Breaks)), Cause::ProducerChange);
/// ```
pub fn cause(old: Option<At>, old_producer: Option<At>, old_consumer: Option<At>) -> Cause {
    use At::{Breaks, Fits, Unclear};
    match (old, old_producer, old_consumer) {
        (_, None, None) => Cause::NoBaseline,
        // A side that was not there before: the other side's change is the only one that can be taken back.
        (_, Some(Fits), None) => Cause::ProducerChange,
        (_, None, Some(Fits)) => Cause::ConsumerChange,
        (_, Some(Breaks), None) | (_, None, Some(Breaks)) | (None, Some(_), Some(_)) => Cause::NoBaseline,
        (_, Some(Unclear), None) | (_, None, Some(Unclear)) => Cause::Undecided,
        (Some(Breaks), ..) => Cause::PreExisting,
        (Some(Fits), Some(Fits), Some(Breaks)) => Cause::ProducerChange,
        (Some(Fits), Some(Breaks), Some(Fits)) => Cause::ConsumerChange,
        (Some(Fits), Some(Breaks), Some(Breaks)) => Cause::Both,
        (Some(Fits), Some(Fits), Some(Fits)) => Cause::Interaction,
        (Some(Unclear), ..) | (_, Some(Unclear), _) | (_, _, Some(Unclear)) => Cause::Undecided,
    }
}
