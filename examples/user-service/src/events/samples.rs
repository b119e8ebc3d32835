//! Messages as this service sends them: what its contracts say is tested with them.

use super::{DeletionReason, EmailChanged, Plan, UnixMillis, UserDeleted, UserRegistered};

pub(super) fn registered() -> impl Iterator<Item = UserRegistered> {
    let plans = [Plan::Free, Plan::Pro, Plan::Enterprise].into_iter();
    let locales = [None, Some("de-AT".to_owned()), Some(String::new())].into_iter();
    plans.zip(locales).map(|(plan, locale)| UserRegistered {
        user_id: u64::MAX,
        #[cfg(not(feature = "breaking"))]
        email: "ada@example.com".to_owned(),
        #[cfg(feature = "breaking")]
        email: Some("ada@example.com".to_owned()),
        plan,
        locale,
        signed_up_at: UnixMillis(1_700_000_000_000),
    })
}

pub(super) fn email_changed() -> [EmailChanged; 1] {
    [EmailChanged {
        user_id: 0,
        email: "ada@example.com".to_owned(),
        previous_email: String::new(),
        changed_at: UnixMillis(0),
    }]
}

pub(super) fn deleted() -> impl Iterator<Item = UserDeleted> {
    let reasons = [
        DeletionReason::Requested,
        DeletionReason::Inactive { days: 400 },
        DeletionReason::Abuse {
            case: "A-17".to_owned(),
        },
    ];
    reasons.into_iter().map(|reason| UserDeleted {
        user_id: 7,
        reason,
        deleted_at: UnixMillis(u64::MAX),
    })
}
