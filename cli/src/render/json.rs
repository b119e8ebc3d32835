//! The report as one JSON document, with every digit of every number.

use counterpart::report::listing::Listing;

/// In the form that `cargo counterpart schema report` prints.
pub(crate) fn listing(listing: &Listing) -> String {
    listing.to_json().to_pretty()
}

#[cfg(test)]
mod tests;
