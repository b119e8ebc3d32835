//! Tells whose change broke a pair.

use crate::report::Attribution;

/// The result of two documents at a place of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairOutcome {
    /// Every message is accepted there.
    Fits,
    /// A message is refused there.
    Breaks,
    /// It could be neither proven nor refuted.
    Unclear,
}

/// Tells whose change broke the pair: the new producer sends a value that the new consumer refuses,
/// at one place. `None` means a combination that did not exist because one of the sides did not.
///
/// The arguments are the old producer with the old consumer, the old producer with the new consumer, and the new producer
/// with the old consumer.
///
/// ```
/// use counterpart_verifier::deploy::{PairOutcome, attribution};
/// use counterpart_verifier::report::Attribution;
///
/// let fits = Some(PairOutcome::Fits);
/// assert_eq!(attribution(fits, fits, Some(PairOutcome::Breaks)), Attribution::ProducerChange);
/// ```
pub fn attribution(
    old: Option<PairOutcome>,
    old_producer: Option<PairOutcome>,
    old_consumer: Option<PairOutcome>,
) -> Attribution {
    use PairOutcome::{Breaks, Fits, Unclear};
    match (old, old_producer, old_consumer) {
        (_, None, None) => Attribution::NoBaseline,
        // A side that did not exist before: only the other side's change can be taken back.
        (_, Some(Fits), None) => Attribution::ProducerChange,
        (_, None, Some(Fits)) => Attribution::ConsumerChange,
        (_, Some(Breaks), None) | (_, None, Some(Breaks)) | (None, Some(_), Some(_)) => {
            Attribution::NoBaseline
        }
        (_, Some(Unclear), None) | (_, None, Some(Unclear)) => Attribution::Undecided,
        (Some(Breaks), ..) => Attribution::PreExisting,
        (Some(Fits), Some(Fits), Some(Breaks)) => Attribution::ProducerChange,
        (Some(Fits), Some(Breaks), Some(Fits)) => Attribution::ConsumerChange,
        (Some(Fits), Some(Breaks), Some(Breaks)) => Attribution::Both,
        (Some(Fits), Some(Fits), Some(Fits)) => Attribution::Interaction,
        (Some(Unclear), ..) | (_, Some(Unclear), _) | (_, _, Some(Unclear)) => Attribution::Undecided,
    }
}
