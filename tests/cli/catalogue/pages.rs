//! The pages of a catalogue, opened in a browser.

use std::path::Path;
use std::process::Command;

use fixture::schemas::{REQUIRED_EMAIL, file};
use fixture::stores::run;
use fixture::{Folder, story};

use super::{confusing, hostile, letters, made};

/// A script of `tests/catalogue` in Node, which opens pages in Chromium. `None`, and skipped as `chromium`, without one of
/// them.
#[track_caller]
pub(super) fn script(name: &str) -> Option<Command> {
    let here = fixture::checkout().join("tests/catalogue");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).is_file() {
        needs::skip(
            "chromium",
            format!("there is no {chromium}: install it, or name it in CHROMIUM"),
        );
        return None;
    }
    if !here.join("node_modules/playwright-core").is_dir() {
        needs::skip("chromium", "run `npm ci` in tests/catalogue");
        return None;
    }
    let mut command = Command::new("node");
    command.current_dir(&here).arg(name);
    Some(command)
}

/// Opens every view of a site.
#[track_caller]
fn in_browser(site: &Path, more: &[&str]) {
    let Some(mut command) = script("pages.mjs") else {
        return;
    };
    let output = command
        .arg(site)
        .args(more)
        .output()
        .expect("node runs where its packages are installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("no complaint"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_view_opens_in_a_browser_without_a_network() {
    let folder = story::store();
    letters(&folder);
    made(&folder, "--title Acme --letters ../letters.ndjson");
    let images = fixture::checkout()
        .join("docs/src/images")
        .to_string_lossy()
        .into_owned();
    let draws = std::env::var("COUNTERPART_IMAGES").is_ok_and(|draw| draw == "draw");
    let more: &[&str] = if draws { &[&images] } else { &[] };
    in_browser(&folder.path().join("site"), more);
}

#[test]
fn text_of_others_runs_in_no_view() {
    let folder = hostile();
    in_browser(&folder.path().join("site"), &[]);
}

#[test]
fn names_that_file_systems_confuse_have_pages_of_their_own() {
    let (folder, _) = confusing();
    in_browser(&folder.path().join("site"), &[]);
}

/// A site of one service, and one of a store without any.
#[test]
fn smallest_catalogues_open_in_a_browser() {
    let alone = Folder::with(&[(
        "contracts/shop/emits/order.paid.json",
        &file("shop emits order.paid", "", REQUIRED_EMAIL),
    )]);
    alone
        .counterpart(&["catalogue", "--contracts", "contracts", "--out", "site"])
        .exits(0);
    in_browser(&alone.path().join("site"), &[]);

    let empty = fixture::stores::services();
    empty.write("repo/Cargo.toml", "[workspace]\n");
    run(&empty, "init --store ../empty").exits(0);
    run(&empty, "catalogue --store ../empty --out ../site").exits(0);
    in_browser(&empty.path().join("site"), &[]);
}
