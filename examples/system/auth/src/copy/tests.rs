use auth_service::events::{DeletionReason, EmailChanged, Plan, UserDeleted, UserRegistered};
use auth_service::message::Event;

use super::{Copy, Outcome, Position, Row};
use crate::message::Heard;

fn heard(sequence: u64) -> Heard {
    Heard {
        source: "user-service".into(),
        id: format!("7/{sequence}"),
        stream: "s".into(),
        position: 10 + sequence,
        sequence,
        again: false,
    }
}

fn registered() -> Event {
    let email = "ada@example.org".to_owned();
    Event::Registered(UserRegistered {
        user_id: 7,
        #[cfg(not(feature = "by-phone"))]
        email,
        #[cfg(feature = "by-phone")]
        email: Some(email),
        plan: Plan::Pro,
        locale: Some("en".into()),
    })
}

fn changed(email: &str) -> Event {
    let email = email.to_owned();
    Event::EmailChanged(EmailChanged { user_id: 7, email })
}

fn deleted() -> Event {
    let reason = DeletionReason::Abuse { case: "C-17".into() };
    Event::Deleted(UserDeleted { user_id: 7, reason })
}

fn apply(copy: &Copy, sequence: u64, event: Event) -> Outcome {
    copy.change(5, |change| change.apply(&heard(sequence), event))
        .unwrap()
}

fn open() -> (Copy, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Copy::open(&folder.path().join("accounts.db")).unwrap(), folder)
}

fn notices(copy: &Copy) -> Vec<String> {
    let connection = copy.held();
    let mut statement = connection
        .prepare("select event_id || ' ' || kind from notices order by event_id")
        .unwrap();
    let notices = statement.query_map([], |row| row.get(0)).unwrap();
    notices.collect::<Result<_, _>>().unwrap()
}

fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![vec![]];
    }
    let each = (0..items.len()).flat_map(|first| {
        let mut rest = items.to_vec();
        let first = rest.remove(first);
        orders(&rest).into_iter().map(move |mut order| {
            order.insert(0, first.clone());
            order
        })
    });
    each.collect()
}

#[test]
fn any_order_and_repetition_gives_the_same_copy_and_a_deleted_user_stays_deleted() {
    let history = [
        (1, registered()),
        (2, changed("ada@lovelace.example")),
        (3, changed("countess@lovelace.example")),
        (4, deleted()),
    ];
    for length in 1..=history.len() {
        let mut expected: Option<Row> = None;
        for order in orders(&history[..length]) {
            let (copy, _folder) = open();
            for (sequence, event) in order.iter().chain(&order) {
                apply(&copy, *sequence, event.clone());
            }
            let row = copy.account(7).unwrap().unwrap();
            assert_eq!(row.is_closed(), length == 4);
            assert_eq!(&row, expected.get_or_insert(row.clone()), "{order:?}");
        }
    }
}

#[test]
fn event_has_its_effect_once_however_often_it_is_delivered() {
    let (copy, _folder) = open();
    for _ in 0..3 {
        apply(&copy, 2, changed("ada@lovelace.example"));
        apply(&copy, 1, registered());
    }
    assert_eq!(
        apply(&copy, 2, changed("ada@lovelace.example")),
        Outcome::Repeated
    );
    assert_eq!(notices(&copy), ["7/1 welcome", "7/2 new address"]);
    assert!(copy.has_applied("user-service", "7/1").unwrap());
    assert!(!copy.has_applied("user-service", "7/3").unwrap());
    // Another sender may use the same id.
    assert!(!copy.has_applied("shop", "7/1").unwrap());
}

#[test]
fn late_event_fills_what_is_unknown_and_overwrites_nothing_newer() {
    let (copy, _folder) = open();
    assert_eq!(apply(&copy, 3, changed("c@d")), Outcome::Applied);
    assert_eq!(apply(&copy, 2, changed("b@d")), Outcome::Superseded);
    assert_eq!(apply(&copy, 1, registered()), Outcome::Applied);
    assert_eq!(apply(&copy, 4, deleted()), Outcome::Applied);
    assert_eq!(apply(&copy, 5, changed("e@d")), Outcome::Superseded);
    assert_eq!(notices(&copy), ["7/1 welcome", "7/3 new address", "7/4 farewell"]);
    assert_eq!(copy.closed_before(6).unwrap(), [7]);
    assert!(copy.closed_before(5).unwrap().is_empty());
}

#[test]
fn effect_inbox_and_position_hold_together_or_not_at_all() {
    let (copy, folder) = open();
    let position = Position {
        stream: "s".into(),
        last_event_id: Some("7/1".into()),
    };
    let failed: Result<(), rusqlite::Error> = copy.change(5, |change| {
        change.apply(&heard(1), registered())?;
        change.move_to(&position)?;
        Err(rusqlite::Error::InvalidQuery)
    });
    assert!(failed.is_err());
    assert_eq!((copy.account(7).unwrap(), copy.position().unwrap()), (None, None));
    assert!(!copy.has_applied("user-service", "7/1").unwrap());
    assert!(notices(&copy).is_empty());
    copy.change(5, |change| {
        change.apply(&heard(1), registered())?;
        change.move_to(&position)
    })
    .unwrap();
    drop(copy);
    let copy = Copy::open(&folder.path().join("accounts.db")).unwrap();
    assert_eq!(copy.position().unwrap(), Some(position));
    assert_eq!(copy.account(7).unwrap().unwrap().sequence, 1);
}

#[test]
fn letter_of_a_stream_of_the_past_leaves_the_place_alone() {
    let (copy, _folder) = open();
    apply(&copy, 2, changed("a@b"));
    let again = Heard {
        stream: "older".into(),
        position: 99,
        again: true,
        ..heard(1)
    };
    copy.change(5, |change| change.apply(&again, registered()))
        .unwrap();
    let row = copy.account(7).unwrap().unwrap();
    assert_eq!((&*row.stream, row.position), ("s", 12));
}
