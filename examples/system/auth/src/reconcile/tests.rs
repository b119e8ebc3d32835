use auth_service::accounts::Account;
use auth_service::dump::DumpHeader;
use auth_service::events::{DeletionReason, EmailChanged, Plan, UserDeleted, UserRegistered};
use auth_service::message::Event;

use trial::each_database;
use trial::fresh::Fresh;

use super::{ReconcileError, Reconciliation, Report, Undecided};
use crate::copy::tests::opened;
use crate::copy::{Copy, State};
use crate::dump::row;
use crate::message::Heard;

struct Case {
    copy: Copy,
}

impl Case {
    fn new(fresh: &Fresh) -> Self {
        let copy = opened(fresh);
        Self { copy }
    }

    fn hear(&self, user_id: u64, sequence: u64, position: u64, event: Event) {
        let heard = Heard {
            source: "user-service".into(),
            id: format!("{user_id}/{sequence}"),
            stream: "now".into(),
            position,
            sequence,
            again: false,
        };
        self.copy.change(5, |change| change.apply(&heard, event)).unwrap();
    }

    fn register(&self, user_id: u64, position: u64) {
        self.hear(user_id, 1, position, registered(user_id));
    }

    fn compare(&self, header: DumpHeader, rows: &[&str], dry: bool) -> Result<Report, ReconcileError> {
        let mut reconciliation = Reconciliation::new(self.copy.clone(), header, dry);
        for line in rows {
            reconciliation.rows(&[row(line.as_bytes())], 9)?;
        }
        reconciliation.end(9, |_| ())
    }

    /// Looks, fixes and looks again: the first two say the same, and after them only what is undecided remains.
    fn reconcile(&self, header: DumpHeader, rows: &[&str]) -> Report {
        let dry = self.compare(header.clone(), rows, true).unwrap();
        let fixed = self.compare(header.clone(), rows, false).unwrap();
        assert_eq!(dry, fixed);
        let after = self.compare(header, rows, true).unwrap();
        assert_eq!((after.missing, after.older, after.gone), (0, 0, 0), "{after}");
        assert_eq!(after.named, dry.named);
        fixed
    }

    fn email(&self, user_id: u64) -> Option<String> {
        match self.copy.account(user_id).unwrap()?.state {
            State::Told(Account::Open { email, .. }, _) => email.get().cloned(),
            _ => None,
        }
    }

    fn is_closed(&self, user_id: u64) -> bool {
        self.copy
            .account(user_id)
            .unwrap()
            .is_some_and(|row| row.is_closed())
    }
}

fn registered(user_id: u64) -> Event {
    let email = format!("{user_id}@example.org");
    Event::Registered(UserRegistered {
        user_id,
        #[cfg(not(feature = "by-phone"))]
        email,
        #[cfg(feature = "by-phone")]
        email: Some(email),
        plan: Plan::Free,
        locale: None,
    })
}

fn changed(user_id: u64, email: &str) -> Event {
    let email = email.to_owned();
    Event::EmailChanged(EmailChanged { user_id, email })
}

fn deleted(user_id: u64) -> Event {
    let reason = DeletionReason::Requested;
    Event::Deleted(UserDeleted { user_id, reason })
}

fn header(watermark: u64, rows: u64) -> DumpHeader {
    DumpHeader {
        stream: "now".into(),
        earlier: vec!["before".into()],
        watermark,
        last_event_id: Some("1/1".into()),
        rows,
    }
}

const ROW_1: &str = r#"{"user_id":1,"sequence":1,"email":"1@example.org","plan":"free","signed_up_at":1}"#;
const ROW_2: &str = r#"{"user_id":2,"sequence":3,"email":"2@new.example","plan":"pro","signed_up_at":1}"#;

each_database! {
    fn what_is_missing_or_older_is_fixed(fresh) {
        let case = Case::new(fresh);
        case.register(2, 2);
        let report = case.reconcile(header(9, 2), &[ROW_1, ROW_2]);
        assert_eq!(
            report,
            Report {
                rows: 2,
                missing: 1,
                older: 1,
                ..Report::default()
            }
        );
        assert_eq!(case.email(2).as_deref(), Some("2@new.example"));
        // An event between the two numbers comes late: it is older than the dump.
        case.hear(2, 2, 4, changed(2, "2@old.example"));
        assert_eq!(case.email(2).as_deref(), Some("2@new.example"));
    }

    fn what_is_newer_is_never_overwritten(fresh) {
        let case = Case::new(fresh);
        case.register(2, 2);
        case.hear(2, 4, 12, changed(2, "2@newest.example"));
        case.register(3, 11);
        let report = case.reconcile(header(9, 1), &[ROW_2]);
        assert_eq!(
            (report.newer, report.undecided, report.gone),
            (1, 0, 0),
            "{report}"
        );
        assert_eq!(case.email(2).as_deref(), Some("2@newest.example"));
        assert_eq!(case.email(3).as_deref(), Some("3@example.org"));
    }

    fn absence_is_deletion_only_at_or_below_the_watermark(fresh) {
        let case = Case::new(fresh);
        case.register(1, 9);
        case.register(2, 10);
        case.register(3, 1);
        let report = case.reconcile(header(9, 0), &[]);
        assert_eq!((report.gone, report.newer), (2, 1), "{report}");
        assert_eq!(
            [1, 2, 3].map(|user_id| case.is_closed(user_id)),
            [true, false, true]
        );
        // The event comes after all, and says why.
        case.hear(1, 2, 8, deleted(1));
        let row = case.copy.account(1).unwrap().unwrap();
        assert_eq!(
            row.state,
            State::Told(Account::Closed(DeletionReason::Requested), Some(9))
        );
    }

    fn deleted_user_stays_deleted_and_a_contradiction_is_reported(fresh) {
        let case = Case::new(fresh);
        case.register(1, 1);
        case.hear(1, 2, 12, deleted(1));
        case.register(2, 2);
        case.hear(2, 2, 3, deleted(2));
        let report = case.reconcile(header(9, 2), &[ROW_1, ROW_2]);
        assert_eq!(
            (report.newer, &report.named[..]),
            (1, &[(Some(2), Undecided::DeletedHere)][..])
        );
        assert!(case.is_closed(1) && case.is_closed(2));
    }

    fn same_number_with_another_content_is_undecided(fresh) {
        let case = Case::new(fresh);
        case.hear(1, 1, 1, changed(1, "other@example.org"));
        let report = case.reconcile(header(9, 1), &[ROW_1]);
        assert_eq!(report.named, [(Some(1), Undecided::Contradiction)]);
        assert_eq!(case.email(1).as_deref(), Some("other@example.org"));
    }

    fn absence_in_another_stream_is_undecided_and_in_an_earlier_one_is_deletion(fresh) {
        let case = Case::new(fresh);
        case.register(1, 1);
        let other = DumpHeader {
            stream: "anew".into(),
            earlier: vec![],
            ..header(900, 0)
        };
        let report = case.reconcile(other, &[]);
        assert_eq!(report.named, [(Some(1), Undecided::OtherStream)]);
        let renewed = DumpHeader {
            stream: "renewed".into(),
            earlier: vec!["before".into(), "now".into()],
            ..header(9, 0)
        };
        assert_eq!(case.reconcile(renewed, &[]).gone, 1);
    }

    fn row_that_cannot_be_read_is_nobodys_absence(fresh) {
        let case = Case::new(fresh);
        for user_id in 1..=4 {
            case.register(user_id, user_id);
        }
        let unreadable = r#"{"user_id":2,"sequence":1,"email":7,"plan":"free"}"#;
        let without_id = r#"{"user_id":"3","sequence":1,"email":"a@b","plan":"free"}"#;
        let report = case.reconcile(header(9, 3), &[ROW_1, unreadable, without_id]);
        let named: Vec<String> = report
            .named
            .iter()
            .map(|(user_id, reason)| format!("{user_id:?} {reason}"))
            .collect();
        assert_eq!(
            named,
            [
                "Some(2) the row cannot be read: type-mismatch at /email",
                "None the row cannot be read: type-mismatch at /user_id",
                "Some(3) absent from the dump, unless a row without an id is this user's",
                "Some(4) absent from the dump, unless a row without an id is this user's",
            ]
        );
        assert!((1..=4).all(|user_id| !case.is_closed(user_id)));
    }

    fn dump_that_was_cut_or_is_out_of_order_deletes_nobody_behind_it(fresh) {
        let case = Case::new(fresh);
        case.register(1, 1);
        case.register(2, 2);
        let cut = case.compare(header(9, 2), &[ROW_1], false).unwrap_err();
        assert_eq!(
            cut.to_string(),
            "the dump has 1 rows, and its header says 2: it was cut"
        );
        let unordered = case.compare(header(9, 2), &[ROW_2, ROW_1], false).unwrap_err();
        assert_eq!(
            unordered.to_string(),
            "the dump is out of order: user 1 came after user 2"
        );
        assert!(!case.is_closed(2));
    }

    fn row_with_a_nul_is_undecided_and_its_user_stays(fresh) {
        let case = Case::new(fresh);
        case.register(1, 1);
        case.register(2, 2);
        let nul = r#"{"user_id":1,"sequence":2,"email":"a\u0000b","plan":"free"}"#;
        let report = case.compare(header(9, 2), &[nul, ROW_2], false).unwrap();
        let named: Vec<String> = report.named.iter().map(|(_, reason)| reason.to_string()).collect();
        assert_eq!(named, ["the row cannot be read: NulInText at /email"]);
        assert_eq!(case.email(1).as_deref(), Some("1@example.org"));
        assert_eq!(case.email(2).as_deref(), Some("2@new.example"));
    }
}
