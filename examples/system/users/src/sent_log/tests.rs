use std::fs;
use std::io;
use std::path::Path;

use super::{SentLog, lines};

fn event(position: u64, user_id: u64, event: &str) -> (u64, String) {
    let text = format!(
        r#"{{"type":"{event}","subject":"{user_id}","time":"2026-11-18T00:00:{position:02}.000Z","position":{position},"data":{{"email":"a@b"}}}}"#
    );
    (position, text)
}

fn positions(folder: &Path) -> Vec<u64> {
    let lines = lines(folder).unwrap();
    lines.map(|line| line.unwrap().position).collect()
}

fn segments(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "lock").collect();
    names.sort();
    names
}

#[test]
fn segments_end_after_their_size_and_are_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = SentLog::open(folder.path(), 100).unwrap();
    for position in 1..=5 {
        log.append(&[event(position, 7, "user.registered")]).unwrap();
    }
    assert_eq!(segments(folder.path()).len(), 5);
    assert_eq!(positions(folder.path()), [1, 2, 3, 4, 5]);
    drop(log);
    let mut log = SentLog::open(folder.path(), 1 << 20).unwrap();
    log.append(&[event(6, 7, "user.registered"), event(7, 7, "user.registered")])
        .unwrap();
    assert_eq!(segments(folder.path()).len(), 5);
    assert_eq!(positions(folder.path()), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn torn_end_is_not_read_and_is_cut_off_before_the_next_line() {
    let folder = tempfile::tempdir().unwrap();
    SentLog::open(folder.path(), 1 << 20)
        .unwrap()
        .append(&[event(1, 7, "user.registered")])
        .unwrap();
    let segment = folder.path().join(&segments(folder.path())[0]);
    let whole = fs::read_to_string(&segment).unwrap();
    for cut in [1, whole.len() / 2, whole.len() - 1] {
        fs::write(&segment, format!("{whole}{}", &whole[..cut])).unwrap();
        assert_eq!(positions(folder.path()), [1], "cut at {cut}");
        let mut log = SentLog::open(folder.path(), 1 << 20).unwrap();
        log.append(&[event(2, 7, "user.email_changed")]).unwrap();
        assert_eq!(positions(folder.path()), [1, 2], "cut at {cut}");
    }
    let torn = fs::read_to_string(segment.with_extension("torn")).unwrap();
    assert!(torn.starts_with(&whole[..1]));
}

#[test]
fn second_writer_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = SentLog::open(folder.path(), 100).unwrap();
    let second = SentLog::open(folder.path(), 100).unwrap_err();
    assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
    drop(first);
    SentLog::open(folder.path(), 100).unwrap();
}

#[test]
fn data_of_deleted_users_goes_and_their_deletion_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = SentLog::open(folder.path(), 200).unwrap();
    log.append(&[event(1, 7, "user.registered")]).unwrap();
    log.append(&[event(2, 8, "user.registered")]).unwrap();
    log.append(&[event(3, 7, "user.deleted")]).unwrap();
    log.append(&[event(4, 8, "user.deleted")]).unwrap();
    assert_eq!(log.redact("2026-11-18T00:00:04.000Z").unwrap(), 1);
    assert_eq!(positions(folder.path()), [2, 3, 4]);
    assert_eq!(log.redact("2026-11-18T00:00:04.000Z").unwrap(), 0);
    log.append(&[event(5, 9, "user.registered")]).unwrap();
    assert_eq!(log.redact("2026-11-18T00:00:05.000Z").unwrap(), 1);
    assert_eq!(positions(folder.path()), [3, 4, 5]);
    let texts: Vec<String> = segments(folder.path())
        .iter()
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
        .collect();
    assert_eq!(texts.concat().matches("a@b").count(), 3);
}
