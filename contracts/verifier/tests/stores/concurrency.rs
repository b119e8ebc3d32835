//! Writers that come at once.

use counterpart_verifier::store::{Created, Key};

use super::backends::{Backend, directory, each_backend, git, run_git};
use super::{file, key, text_at};

#[test]
fn forty_concurrent_writers_lose_nothing() {
    each_backend(|backend| {
        std::thread::scope(|scope| {
            for writer in 0..40 {
                scope.spawn(move || {
                    let store = backend.open();
                    let at = |name: &str| format!("services/s{writer}/{name}");
                    let files = [
                        file(&at("a"), "1"),
                        file(&at("b"), "2"),
                        file("services/shared", "same"),
                    ];
                    assert_eq!(store.create(&files).unwrap(), Created::All);
                });
            }
        });
        assert_eq!(backend.open().list(None).unwrap().len(), 81);
    });
}

#[test]
fn writers_on_many_machines_leave_a_linear_history() {
    let backend = git();
    std::thread::scope(|scope| {
        for machine in 0..12 {
            let backend = &backend;
            scope.spawn(move || {
                let store = backend.open_elsewhere(machine);
                let made = store.create(&[file(&format!("services/s{machine}"), "1")]);
                assert_eq!(made.unwrap(), Created::All);
            });
        }
    });
    let history = run_git(&backend.place(), &["rev-list", "--parents", "contracts"]);
    let commits: Vec<Vec<&str>> = history.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(commits.len(), 12);
    assert!(
        commits.iter().all(|commit| commit.len() <= 2),
        "a merge: {history}"
    );
    assert_eq!(backend.open().list(None).unwrap().len(), 12);
}

#[test]
fn one_of_several_conflicting_writers_wins_and_the_others_get_an_error() {
    each_backend(|backend| {
        let results: Vec<Created> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|writer| {
                    scope.spawn(move || {
                        let content = format!("of {writer}");
                        backend
                            .open()
                            .create(&[file("services/a/version", &content)])
                            .unwrap()
                    })
                })
                .collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).collect()
        });
        let won = results.iter().filter(|result| **result == Created::All).count();
        assert_eq!(won, 1, "{results:?}");
        assert!(results.contains(&Created::Taken(key("services/a/version"))));
        assert!(
            text_at(&*backend.open(), "services/a/version")
                .unwrap()
                .starts_with("of ")
        );
    });
}

#[test]
fn file_is_written_while_its_folder_is_emptied() {
    let backend: Backend = directory();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..200 {
                let at = format!("services/a/b/{n}");
                backend.open().create(&[file(&at, "1")]).unwrap();
                backend.open().remove(&[key(&at)]).unwrap();
            }
        });
        for n in 0..200 {
            let at = format!("services/a/b/x{n}");
            assert_eq!(backend.open().create(&[file(&at, "1")]).unwrap(), Created::All);
            let keys: Vec<Key> = vec![key(&at)];
            backend.open().remove(&keys).unwrap();
        }
    });
}
