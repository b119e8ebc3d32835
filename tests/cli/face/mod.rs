//! The public items of `counterpart` against a listing that is committed, so that no change of the interface goes unseen.
//!
//! The listing is read from the sources, so that it needs no nightly compiler and shows every feature at once. It holds
//! what is promised: items marked `#[doc(hidden)]` are not in it, nor what the engine's crate declares itself.

mod read;
mod write;

use fixture::checkout;

const LISTING: &str = "contracts/public-items.txt";

#[test]
fn listing_of_public_items_matches_the_sources() {
    let now = write::listing(&checkout().join("contracts/src"));
    let path = checkout().join(LISTING);
    if std::env::var_os("COUNTERPART_TEST_UPDATE").is_some_and(|set| set == "1") {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != now {
        let diff = similar::TextDiff::from_lines(&committed, &now);
        panic!(
            "the public items of counterpart are not those of {LISTING}:\n{}\nwhere that is meant, write the listing anew with \
             COUNTERPART_TEST_UPDATE=1, and say it in CHANGELOG.md",
            diff.unified_diff().context_radius(1)
        );
    }
}

#[test]
fn the_public_face_has_at_most_ten_modules() {
    let listing = std::fs::read_to_string(checkout().join(LISTING)).unwrap();
    let is_top = |line: &&str| line.starts_with("mod ") && !line.contains("::");
    let modules: Vec<&str> = listing.lines().filter(is_top).collect();
    assert!((3..=10).contains(&modules.len()), "{modules:?}");
}
