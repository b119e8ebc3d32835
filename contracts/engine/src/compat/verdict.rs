//! The answer of a check.

use std::fmt;

use super::place::Place;
use crate::json::{Json, Pointer};

/// The answer to "is every message of the emitted schema accepted?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Proven: whatever the emitted schema allows, the accepted schema allows.
    Compatible,
    /// Refuted: each finding carries a message that the emitted schema allows and the accepted schema refuses.
    /// Never empty.
    Incompatible(Vec<Finding>),
    /// Neither could be shown. Never empty.
    Unproven(Vec<Reason>),
}

/// One incompatibility, at one place in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The kind of incompatibility.
    pub rule: Rule,
    /// The place in the message.
    pub place: Place,
    /// The place in the emitted schema's document.
    pub emitted: Pointer,
    /// The keyword of the accepted schema that refuses: where in its document.
    pub accepted: Pointer,
    /// A whole message: valid for the emitted schema, refused by the accepted one, small, and wrong just here.
    pub witness: Json,
    /// The place of the wrong value (or of the object that lacks a property) in the witness.
    pub witness_at: Pointer,
    /// What may be emitted there and what is accepted, as one sentence without a full stop:
    /// ``the producer may leave `email` out, and the consumer requires it``.
    pub sentence: String,
    /// The premises of the finding. Empty for most.
    pub premises: Vec<Premise>,
}

impl Finding {
    /// Returns true if the witness is a message. Otherwise a string in it represents a string that cannot be
    /// generated ([`Premise::SomeText`]), and no reader must be asked about it.
    pub fn has_message(&self) -> bool {
        !self
            .premises
            .iter()
            .any(|premise| matches!(premise, Premise::SomeText { .. }))
    }
}

/// A premise of a verdict or a finding, which no schema can express and no evaluator can see. The ids are stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Premise {
    /// There is a text that the producer's schema asks for and that cannot be made: of a format outside the table, or of
    /// a pattern that is not decided.
    SomeText {
        /// The string in the witness that represents it.
        shown: String,
        /// Its known properties: ``some text has the format `phone` ``.
        text: String,
    },
    /// A format outside the table demands no more than the pattern beside it.
    PatternForFormat {
        /// The format.
        format: String,
    },
}

impl Premise {
    /// The stable id.
    pub fn id(&self) -> &'static str {
        match self {
            Premise::SomeText { .. } => "some-text",
            Premise::PatternForFormat { .. } => "pattern-for-format",
        }
    }
}

/// ``some text has the format `phone` ``
impl fmt::Display for Premise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Premise::SomeText { text, .. } => f.write_str(text),
            Premise::PatternForFormat { format } => {
                write!(f, "the format `{format}` says no more than the pattern beside it")
            }
        }
    }
}

/// A verdict, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The answer.
    pub verdict: Verdict,
    /// The premises of the answer as a whole. Premises of a single finding are in [`Finding::premises`].
    pub premises: Vec<Premise>,
    /// Besides findings: everything else that could be neither proven nor refuted, with its place. Empty for the
    /// other verdicts.
    pub undecided: Vec<Reason>,
    /// The number of findings beyond [`Limits::findings`]. They are counted without a message, and a value without
    /// parts counts once. There may be more if the steps did not suffice to count them. 0 for the other verdicts.
    pub further: usize,
    /// The steps that it took ([`Limits::steps`]): the same on every machine.
    pub steps: u64,
}

impl From<Verdict> for Examination {
    fn from(verdict: Verdict) -> Self {
        Self {
            verdict,
            premises: Vec::new(),
            undecided: Vec::new(),
            further: 0,
            steps: 0,
        }
    }
}

/// Defines an enumeration of rules: a variant, its id and its position are written once, so that none is forgotten.
#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$doc:meta])* $rule:ident = $id:literal,)+ }) => {
        $(#[$attribute])*
        pub enum $name {
            $($(#[$doc])* $rule,)+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$rule),+];

            /// The stable id, as reports and configuration write it.
            pub const fn id(self) -> &'static str {
                match self {
                    $($name::$rule => $id,)+
                }
            }
        }
    };
}

__rules! {
    /// The kinds of incompatibility. The ids are stable.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Rule {
        /// A required property is never emitted.
        PropertyMissing = "property-missing",
        /// A required property is not always emitted.
        PropertyOptional = "property-optional",
        /// `null` is emitted and not accepted.
        NullEmitted = "null-emitted",
        /// A value of another JSON type is emitted.
        TypeMismatch = "type-mismatch",
        /// A number beyond the accepted bounds, or off the accepted steps, is emitted.
        NumberRange = "number-range",
        /// A string is emitted that is too short, too long, or does not match.
        StringContent = "string-content",
        /// A string of another format is emitted.
        FormatMismatch = "format-mismatch",
        /// A value outside the accepted constants is emitted: a new enum variant, a changed tag.
        ValueNotAccepted = "value-not-accepted",
        /// A property is emitted that the consumer denies.
        PropertyDenied = "property-denied",
        /// The number of properties is outside the accepted bounds.
        PropertyCount = "property-count",
        /// An array is emitted with too few or too many items.
        ArrayLength = "array-length",
        /// An array is emitted whose items break a rule over all of them (unique, contains).
        ArrayContent = "array-content",
        /// No alternative of the consumer's union accepts a message of one of the producer's.
        AlternativeNotAccepted = "alternative-not-accepted",
        /// More than one alternative that must exclude each other match, or a forbidden shape is emitted.
        ForbiddenShape = "forbidden-shape",
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The reason why a pair could be neither proven nor refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The kind of obstacle.
    pub kind: ReasonKind,
    /// The place in the message, as far as it is known.
    pub place: Place,
    /// The details, as a fragment: ``the format `iban` is known to neither side's table``.
    pub text: String,
}

/// The kinds of obstacle. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReasonKind {
    /// The budget of [`Limits`] ran out.
    Budget,
    /// A format outside the table.
    UnknownFormat,
    /// A regular expression that uses unsupported syntax, or that is too large.
    Pattern,
    /// A keyword, or a use of one, that the engine does not decide.
    Unsupported,
    /// A schema that refers to itself on the same value through `not`, `oneOf` or `if`.
    IllFoundedRecursion,
    /// A counter-example was found that the two evaluators do not agree on: a bug to report.
    Unconfirmed,
}

impl ReasonKind {
    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            ReasonKind::Budget => "budget",
            ReasonKind::UnknownFormat => "unknown-format",
            ReasonKind::Pattern => "pattern",
            ReasonKind::Unsupported => "unsupported",
            ReasonKind::IllFoundedRecursion => "ill-founded-recursion",
            ReasonKind::Unconfirmed => "unconfirmed",
        }
    }
}

impl fmt::Display for ReasonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The maximum work of one check. Counted in steps, never in time, so that every machine gives the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the search. A step is a bounded amount of work: the default takes about a second at most.
    pub steps: u64,
    /// The number of findings with a message; fewer if messages have many thousand values. Further ones are counted
    /// ([`Examination::further`]).
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 2_000_000,
            findings: 100,
        }
    }
}
