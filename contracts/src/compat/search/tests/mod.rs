//! Verdicts that hang on one rule of the search each.

mod names;

use crate::compat::schema::{Options, Schema};
use crate::compat::{Limits, Verdict, check};

fn judge(emitted: &str, accepted: &str) -> Verdict {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    check(&read(emitted), &read(accepted), &Limits::default())
}

fn contained(emitted: &str, accepted: &str) {
    let verdict = judge(emitted, accepted);
    assert_eq!(verdict, Verdict::Compatible, "{emitted} in {accepted}");
}

/// A message breaks the pair; which, is confirmed before it is told.
fn broken(emitted: &str, accepted: &str) {
    let verdict = judge(emitted, accepted);
    assert!(
        matches!(verdict, Verdict::Incompatible(_)),
        "{emitted} in {accepted}: {verdict:?}"
    );
}
