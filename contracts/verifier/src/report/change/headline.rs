//! The change, in one sentence about the producer, and the reaction of the consumers.

use super::super::advice::what_is_wrong;
use super::super::{Document, FileFinding, FileRule, KeyFinding, Kind, Unproven};
use super::incompatible::Incompatible;
use super::words::{code, some};

/// The change, and the reaction of the consumers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headline {
    /// The change, in words of the code and without a full stop: ``user-service may send null in
    /// `email` ``.
    pub text: String,
    /// The action of one consumer, and of several: ``requires `email` ``, ``require `email` ``.
    /// `None` if the text names the consumers.
    pub reaction: Option<(String, String)>,
    /// The one name that the change is about, if several such names can share a headline.
    pub about: Option<About>,
}

/// A name that a headline is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name, as code. Of a rename, both names: `` `userId` is `user_id` ``.
    pub name: String,
    /// The owner of the name, in words: `` of `plan` ``, or the empty string.
    pub owner: String,
    /// True if the past proves that the producer did not send it before.
    pub is_new: bool,
}

impl Headline {
    pub(super) fn of(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    pub(super) fn with(text: String, one: &str, several: &str) -> Self {
        Self {
            text,
            reaction: Some((one.to_owned(), several.to_owned())),
            about: None,
        }
    }

    pub(super) fn about(self, about: About) -> Self {
        Self {
            about: Some(about),
            ..self
        }
    }

    /// The text, and the consumers' actions.
    ///
    /// ```
    /// use counterpart_verifier::report::change::Headline;
    ///
    /// let headline = Headline {
    ///     text: "shop may send null in `email`".to_owned(),
    ///     reaction: Some(("refuses it".to_owned(), "refuse it".to_owned())),
    ///     about: None,
    /// };
    /// let names = ["books", "mail", "stock", "tax", "web"].map(str::to_owned);
    /// assert_eq!(headline.naming(&names[..1]), "shop may send null in `email` (books refuses it)");
    /// assert_eq!(headline.naming(&names), "shop may send null in `email` (books, mail, stock and 2 more refuse it)");
    /// ```
    pub fn naming(&self, consumers: &[String]) -> String {
        match &self.reaction {
            Some((one, several)) if !consumers.is_empty() => {
                let does = if consumers.len() == 1 { one } else { several };
                format!("{} ({} {does})", self.text, some(consumers))
            }
            _ => self.text.clone(),
        }
    }
}

/// The change that a finding reports.
pub fn headline(kind: &Kind) -> Headline {
    match kind {
        Kind::Incompatible(found) => Incompatible::of(found).headline(),
        Kind::Key(found) => of_key(found),
        Kind::Unproven(found) => Headline::of(undecided(found)),
        Kind::File(found) => Headline::of(of_file(found)),
    }
}

/// The headline of a pair that is neither proven nor refuted.
pub(crate) fn undecided(found: &Unproven) -> String {
    let emitted = found.emitted.identity();
    format!(
        "neither proven nor refuted that {} accepts what {} sends for `{}`",
        found.contract.who(),
        emitted.service(),
        emitted.event()
    )
}

fn of_key(found: &KeyFinding) -> Headline {
    let key = |document: &Document| document.contract.header.metadata.key.clone();
    let producer = found.emitted.identity().service();
    let text = match key(&found.emitted) {
        Some(sent) => format!("{producer} sends {} as the key", code(&sent)),
        None => format!("{producer} sends no key"),
    };
    let wanted = code(&key(&found.contract).unwrap_or_default());
    Headline::with(
        text,
        &format!("takes the key for {wanted}"),
        &format!("take the key for {wanted}"),
    )
}

fn of_file(found: &FileFinding) -> String {
    match found.rule {
        FileRule::ContractStale => format!(
            "the file of `{}` is not what the code says",
            found.document.identity()
        ),
        _ => what_is_wrong(found),
    }
}
