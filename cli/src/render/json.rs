//! The report as one JSON document, with every digit of every number.

use counterpart_verifier::report::listing::Listing;

use crate::terminal::foreign::json_document;

/// In the form that `cargo counterpart schema report` prints.
pub(crate) fn listing(listing: &Listing) -> String {
    json_document(&listing.to_json().to_pretty()).into_owned()
}

#[cfg(test)]
mod tests;
