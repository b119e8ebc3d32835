//! The reference pages of the rules: what a finding means, why it breaks, and how to roll the change
//! out safely.
//!
//! Each rule has one file. Its doc comment is the page that `cargo counterpart explain RULE` prints. A
//! test runs the examples next to it, so that no page promises what the engine does not find.

mod alternative_not_accepted;
mod array_content;
mod array_length;
mod contract_missing;
mod contract_orphaned;
mod contract_stale;
mod event_not_emitted;
mod event_stopped;
mod forbidden_shape;
mod format_mismatch;
mod key_mismatch;
mod not_compared;
mod null_emitted;
mod number_range;
mod property_count;
mod property_denied;
mod property_missing;
mod property_optional;
mod string_content;
mod terms;
#[cfg(test)]
mod tests;
mod type_mismatch;
mod unproven;
mod value_not_accepted;

pub use self::alternative_not_accepted::ALTERNATIVE_NOT_ACCEPTED;
pub use self::array_content::ARRAY_CONTENT;
pub use self::array_length::ARRAY_LENGTH;
pub use self::contract_missing::CONTRACT_MISSING;
pub use self::contract_orphaned::CONTRACT_ORPHANED;
pub use self::contract_stale::CONTRACT_STALE;
pub use self::event_not_emitted::EVENT_NOT_EMITTED;
pub use self::event_stopped::EVENT_STOPPED;
pub use self::forbidden_shape::FORBIDDEN_SHAPE;
pub use self::format_mismatch::FORMAT_MISMATCH;
pub use self::key_mismatch::KEY_MISMATCH;
pub use self::not_compared::NOT_COMPARED;
pub use self::null_emitted::NULL_EMITTED;
pub use self::number_range::NUMBER_RANGE;
pub use self::property_count::PROPERTY_COUNT;
pub use self::property_denied::PROPERTY_DENIED;
pub use self::property_missing::PROPERTY_MISSING;
pub use self::property_optional::PROPERTY_OPTIONAL;
pub use self::string_content::STRING_CONTENT;
pub use self::terms::{TERMS, Term, term};
pub use self::type_mismatch::TYPE_MISMATCH;
pub use self::unproven::UNPROVEN;
pub use self::value_not_accepted::VALUE_NOT_ACCEPTED;

use counterpart::config::{FileRule, RuleId};
use counterpart_engine::compat::Rule;

/// All rules, in the order in which people meet them: about messages, about message metadata, about
/// files.
pub const ALL: [&Page; 21] = [
    &PROPERTY_MISSING,
    &PROPERTY_OPTIONAL,
    &NULL_EMITTED,
    &TYPE_MISMATCH,
    &VALUE_NOT_ACCEPTED,
    &ALTERNATIVE_NOT_ACCEPTED,
    &NUMBER_RANGE,
    &STRING_CONTENT,
    &FORMAT_MISMATCH,
    &ARRAY_LENGTH,
    &ARRAY_CONTENT,
    &PROPERTY_DENIED,
    &PROPERTY_COUNT,
    &FORBIDDEN_SHAPE,
    &KEY_MISMATCH,
    &EVENT_STOPPED,
    &EVENT_NOT_EMITTED,
    &CONTRACT_MISSING,
    &CONTRACT_STALE,
    &CONTRACT_ORPHANED,
    &NOT_COMPARED,
];

/// All pages: one for each rule, and the page for `unproven`.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    ALL.into_iter().chain([&UNPROVEN])
}

/// The page of a rule, and examples of it.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The stable id, as reports and configuration write it.
    pub id: &'static str,
    /// Markdown. The first line says in one sentence what the rule finds.
    text: &'static str,
    /// An example with a finding of this rule.
    pub breaks: Example,
    /// A similar example without a finding.
    pub fits: Example,
    /// The finding if the two sides of `breaks` are swapped.
    pub mirror: Mirror,
}

/// The input of an example.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// Two schemas.
    Schemas {
        /// The producer's schema.
        emitted: &'static str,
        /// The consumer's schema.
        accepted: &'static str,
    },
    /// The files in the folder of contracts, and the declarations in the code; `None` if the code is not
    /// asked.
    Files {
        /// The files.
        committed: &'static [&'static str],
        /// The declarations.
        declared: Option<&'static [&'static str]>,
    },
    /// A type that emits an event, in the code and in its file.
    Written {
        /// The content of its file.
        emitted: &'static str,
        /// True if a message of it was compared with that file.
        is_compared: bool,
    },
}

/// The finding if the two sides are swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    /// A finding of the rule with this id.
    Finds(&'static str),
    /// No finding, and the reason.
    Nothing(&'static str),
}

impl Page {
    /// Returns the page in Markdown, without the lines of code that only a compiler needs.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut is_code = false;
        for line in self.text.lines() {
            // A doc comment has a space before each line.
            let line = line.strip_prefix(' ').unwrap_or(line);
            let is_fence = line.starts_with("```");
            is_code ^= is_fence;
            if is_code && !is_fence && (line == "#" || line.starts_with("# ")) {
                continue;
            }
            if !is_code && line.starts_with("# ") {
                // The page's own title is above it.
                text.push('#');
            }
            text.push_str(if is_fence && is_code { "```rust" } else { line });
            text.push('\n');
        }
        text
    }

    /// Returns one sentence about what the rule finds.
    pub fn summary(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim()
    }
}

/// Returns the page of a rule.
///
/// ```
/// let page = counterpart_verifier::rules::find("null-emitted").unwrap();
/// assert_eq!(page.summary(), "The producer may send `null`, and the consumer does not accept it.");
/// ```
pub fn find(id: &str) -> Option<&'static Page> {
    pages().find(|page| page.id == id)
}

/// Defines a page as a constant. Its doc comment is its text.
macro_rules! page {
    ($(#[doc = $line:literal])+ $name:ident = $id:expr, $breaks:expr, $fits:expr, $mirror:expr;) => {
        $(#[doc = $line])+
        pub const $name: $crate::rules::Page = $crate::rules::Page {
            id: $id,
            text: concat!($($line, "\n"),+),
            breaks: $breaks,
            fits: $fits,
            mirror: $mirror,
        };
    };
}
use page;

const fn schemas(emitted: &'static str, accepted: &'static str) -> Example {
    Example::Schemas { emitted, accepted }
}
