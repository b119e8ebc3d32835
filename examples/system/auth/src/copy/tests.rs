use auth_service::events::{DeletionReason, EmailChanged, Plan, UserDeleted, UserRegistered};
use auth_service::message::Event;

use trial::copies::effects;
use trial::each_database;
use trial::fresh::Fresh;

use super::{Copy, CopyError, Outcome, Position, Row};
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

/// Applies events in one change, as a batch of the feed or the broker.
fn batch<'e>(copy: &Copy, events: impl IntoIterator<Item = &'e (u64, Event)>) -> Vec<Outcome> {
    let events: Vec<(Heard, Event)> = events
        .into_iter()
        .map(|(sequence, event)| (heard(*sequence), event.clone()))
        .collect();
    let changed = copy.change(5, |change| {
        change.enter(events.iter().map(|(heard, event)| (heard, event)))?;
        let outcomes = events
            .iter()
            .map(|(heard, event)| change.apply(heard, event.clone()));
        outcomes.collect::<Result<_, CopyError>>()
    });
    changed.unwrap()
}

/// The copy in this database.
pub(crate) fn opened(fresh: &Fresh) -> Copy {
    Copy::open(&fresh.file_path(), fresh.address()).unwrap()
}

fn notices(fresh: &Fresh) -> Vec<String> {
    let sql = "select event_id || ' ' || kind from notices order by event_id";
    let rows = fresh.database.rows(sql).unwrap();
    rows.into_iter().map(|mut row| row.remove(0).unwrap()).collect()
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

each_database! {
    fn any_order_and_repetition_gives_the_same_copy_and_a_deleted_user_stays_deleted(fresh) {
        let history = [
            (1, registered()),
            (2, changed("ada@lovelace.example")),
            (3, changed("countess@lovelace.example")),
            (4, deleted()),
        ];
        let copy = opened(fresh);
        for length in 1..=history.len() {
            let mut expected: Option<Row> = None;
            for order in orders(&history[..length]) {
                fresh.database.execute("delete from accounts; delete from inbox; delete from notices").unwrap();
                for (sequence, event) in order.iter().chain(&order) {
                    apply(&copy, *sequence, event.clone());
                }
                let row = copy.account(7).unwrap().unwrap();
                assert_eq!(row.is_closed(), length == 4);
                assert_eq!(&row, expected.get_or_insert(row.clone()), "{order:?}");
                // A batch that is one change gives the same.
                fresh.database.execute("delete from accounts; delete from inbox; delete from notices").unwrap();
                batch(&copy, order.iter().chain(&order));
                assert_eq!(copy.account(7).unwrap(), Some(row), "{order:?}");
            }
        }
    }

    fn event_has_its_effect_once_however_often_it_is_delivered(fresh) {
        let copy = opened(fresh);
        for _ in 0..3 {
            apply(&copy, 2, changed("ada@lovelace.example"));
            apply(&copy, 1, registered());
        }
        assert_eq!(
            apply(&copy, 2, changed("ada@lovelace.example")),
            Outcome::Repeated
        );
        assert_eq!(notices(fresh), ["7/1 welcome", "7/2 new address"]);
        assert!(copy.has_applied("user-service", "7/1").unwrap());
        assert!(!copy.has_applied("user-service", "7/3").unwrap());
        // Another sender may use the same id.
        assert!(!copy.has_applied("shop", "7/1").unwrap());
        // Also within a batch, and if the batch comes again.
        let history = [(3, changed("a@b")), (2, changed("b@b")), (3, changed("a@b"))];
        let outcomes = [Outcome::Applied, Outcome::Repeated, Outcome::Repeated];
        assert_eq!(batch(&copy, &history), outcomes);
        assert_eq!(batch(&copy, &history), [Outcome::Repeated; 3]);
        assert_eq!(notices(fresh), ["7/1 welcome", "7/2 new address", "7/3 new address"]);
    }

    fn late_event_fills_what_is_unknown_and_overwrites_nothing_newer(fresh) {
        let copy = opened(fresh);
        assert_eq!(apply(&copy, 3, changed("c@d")), Outcome::Applied);
        assert_eq!(apply(&copy, 2, changed("b@d")), Outcome::Superseded);
        assert_eq!(apply(&copy, 1, registered()), Outcome::Applied);
        assert_eq!(apply(&copy, 4, deleted()), Outcome::Applied);
        assert_eq!(apply(&copy, 5, changed("e@d")), Outcome::Superseded);
        assert_eq!(notices(fresh), ["7/1 welcome", "7/3 new address", "7/4 farewell"]);
        assert_eq!(copy.closed_before(6).unwrap(), [7]);
        assert!(copy.closed_before(5).unwrap().is_empty());
    }

    fn effect_inbox_and_position_hold_together_or_not_at_all(fresh) {
        let copy = opened(fresh);
        let position = Position {
            stream: "s".into(),
            last_event_id: Some("7/1".into()),
        };
        let failed: Result<(), CopyError> = copy.change(5, |change| {
            change.apply(&heard(1), registered())?;
            change.move_to(&position);
            // What changed is written before others are looked for.
            assert_eq!(change.accounts_between(None, None, 9)?.len(), 1);
            Err(CopyError::Ended)
        });
        assert!(failed.is_err());
        assert_eq!((copy.account(7).unwrap(), copy.position().unwrap()), (None, None));
        assert!(!copy.has_applied("user-service", "7/1").unwrap());
        assert!(notices(fresh).is_empty());
        copy.change(5, |change| {
            change.apply(&heard(1), registered())?;
            change.move_to(&position);
            Ok::<_, CopyError>(())
        })
        .unwrap();
        drop(copy);
        let copy = opened(fresh);
        assert_eq!(copy.position().unwrap(), Some(position));
        assert_eq!(copy.account(7).unwrap().unwrap().sequence, 1);
    }

    fn letter_of_a_stream_of_the_past_leaves_the_place_alone(fresh) {
        let copy = opened(fresh);
        apply(&copy, 2, changed("a@b"));
        let again = Heard {
            stream: "older".into(),
            position: 99,
            again: true,
            ..heard(1)
        };
        copy.change(5, |change| change.apply(&again, registered())).unwrap();
        let row = copy.account(7).unwrap().unwrap();
        assert_eq!((&*row.stream, row.position), ("s", 12));
    }

    fn inbox_forgets_what_is_older_than_its_retention(fresh) {
        let copy = opened(fresh);
        copy.change(5, |change| change.apply(&heard(1), registered())).unwrap();
        copy.change(6, |change| change.apply(&heard(2), changed("a@b"))).unwrap();
        assert_eq!(copy.forget_inbox(5).unwrap(), 0);
        assert_eq!(copy.forget_inbox(6).unwrap(), 1);
        let known = [1, 2].map(|sequence| copy.has_applied("user-service", &heard(sequence).id).unwrap());
        assert_eq!(known, [false, true]);
        // What is known of users stays, and is no older than before.
        assert_eq!(copy.account(7).unwrap().unwrap().sequence, 2);
    }

    fn numbers_and_texts_come_back_as_they_were(fresh) {
        let copy = opened(fresh);
        let large = Heard {
            position: u64::MAX,
            sequence: u64::MAX - 1,
            ..heard(1)
        };
        let email = "\u{1f980} '\"\\{},\n\u{7f}@example.org";
        copy.change(5, |change| change.apply(&large, changed(email))).unwrap();
        let row = copy.account(7).unwrap().unwrap();
        assert_eq!((row.position, row.sequence), (u64::MAX, u64::MAX - 1));
        assert!(format!("{row:?}").contains(&format!("{email:?}")), "{row:?}");
        assert_eq!(copy.account(u64::MAX).unwrap(), None);
        assert_eq!(copy.accounts_after(Some(6), 9).unwrap(), [(7, row)]);
        assert!(copy.accounts_after(Some(7), 9).unwrap().is_empty());
        assert!(copy.accounts_after(Some(u64::MAX), 9).unwrap().is_empty());
        // Nothing of this name can be there, and the question is no error.
        assert!(!copy.has_applied("user-service", "7\0").unwrap());
    }

    fn two_processes_change_the_copy_in_turn(fresh) {
        // What one of them read is still so when it writes.
        let copies = [opened(fresh), opened(fresh)];
        std::thread::scope(|scope| {
            for copy in &copies {
                scope.spawn(move || {
                    for sequence in 1..=50 {
                        let email = format!("{sequence}@example.org");
                        batch(copy, &[(sequence, changed(&email)), (sequence + 1, changed("next@example.org"))]);
                    }
                });
            }
        });
        let effects = effects(&fresh.database).unwrap();
        assert_eq!(effects.len(), 51);
        assert!(effects.values().all(|count| *count == 1), "{effects:?}");
        assert_eq!(copies[0].account(7).unwrap().unwrap().sequence, 51);
    }

    fn tables_of_another_version_are_named_before_anything_is_changed(fresh) {
        drop(opened(fresh));
        fresh.database.execute("alter table accounts rename column closed_at to closed_since").unwrap();
        let error = Copy::open(&fresh.file_path(), fresh.address()).unwrap_err();
        assert!(matches!(error, CopyError::Table { table: "accounts", .. }), "{error:?}");
        assert!(error.to_string().contains("closed_at"), "{error}");
    }

    fn change_of_more_rows_than_are_held_is_one_change(fresh) {
        let copy = opened(fresh);
        let row = Row { sequence: 1, stream: "s".into(), ..Row::default() };
        let save = |fails: bool| copy.change(5, |change| {
            for user_id in 0..5000 {
                change.save(user_id, row.clone())?;
            }
            if fails { Err(CopyError::Ended) } else { Ok(()) }
        });
        save(true).unwrap_err();
        assert!(copy.accounts_after(None, 9).unwrap().is_empty());
        save(false).unwrap();
        assert_eq!(copy.accounts_after(None, 9000).unwrap().len(), 5000);
    }
}
