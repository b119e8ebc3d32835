//! The book under `docs/` is true: the examples on its pages match the program's output, links lead somewhere, and the table
//! of contents has every page.
//!
//! After an intended change, `just book` regenerates outputs and generated pages. With `COUNTERPART_TEST_PAGE=start`, only
//! pages whose path contains that text are tested.

mod keys;
mod lines;
mod links;
mod session;

use fixture::checkout;
use fixture::pages::Page;

/// Runs the examples on the pages and compares their output, or writes it if the environment asks for that.
#[test]
fn every_page_shows_what_the_program_prints() {
    if !session::has_shell() {
        needs::skip("sh", "there is no `sh` to run the examples on the pages");
        return;
    }
    let mut wrong = Vec::new();
    let chosen = std::env::var("COUNTERPART_TEST_PAGE").unwrap_or_default();
    let pages = Page::all(&checkout());
    let is_chosen = |page: &&Page| page.path.display().to_string().contains(&chosen);
    assert!(
        pages.iter().any(|page| is_chosen(&page)),
        "no page has {chosen} in its path"
    );
    for page in pages.iter().filter(is_chosen) {
        let run = session::run(page);
        wrong.extend(run.wrong);
        if std::env::var_os("COUNTERPART_TEST_UPDATE").is_none() {
            wrong.extend(run.stale);
        } else if run.text != page.text {
            std::fs::write(checkout().join(&page.path), run.text).unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\nafter an intended change: COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --test book",
        wrong.join("\n\n")
    );
}

#[test]
fn page_with_different_output_is_found() {
    if !session::has_shell() {
        needs::skip("sh", "there is no `sh` to run the examples on the pages");
        return;
    }
    let run = |text: &str| {
        let run = session::run(&Page {
            path: "made-up.md".into(),
            text: text.into(),
        });
        (run.wrong.len(), run.stale.len())
    };
    let shown = |comment: &str, text: &str| run(&format!("{comment}\n```console\n{text}\n```\n"));
    let here = "<!-- run here -->";
    assert_eq!(shown(here, "$ echo one; echo two\none\ntwo"), (0, 0));
    assert_eq!(shown(here, "$ echo one; echo two\none\nzwei"), (0, 1));
    assert_eq!(shown(here, "$ echo one; echo two\n...\ntwo"), (0, 0));
    assert_eq!(shown(here, "$ echo one; echo two\n...\nzwei"), (1, 0));
    assert_eq!(shown(here, "$ exit 3"), (1, 0));
    assert_eq!(shown("<!-- run here; exit 3 -->", "$ exit 3"), (0, 0));
    assert_eq!(shown(here, "$ exit 3\n$ echo $?\n3"), (0, 0));
    assert_eq!(shown(here, "$ exit 3\n$ echo $?\n4"), (0, 1));
    assert_eq!(shown(here, "false   # red, exit code 1"), (0, 0));
    assert_eq!(shown(here, "false   # red, exit code 100"), (1, 0));
    assert_eq!(shown("", "$ echo one\none"), (1, 0), "nothing says what to do");
    let written = "<!-- file here a.txt -->\n```text\none\ntwo\n```\n";
    let changed = "<!-- change here a.txt -->\n```diff\n one\n-two\n+three\n```\n";
    let read = "<!-- run here -->\n```console\n$ cat a.txt\none\nthree\n```\n";
    assert_eq!(run(&format!("{written}\n{changed}\n{read}")), (0, 0));
    assert_eq!(run(&format!("{written}\n{read}")), (0, 1));
    assert_eq!(
        run(&format!("{written}\n{changed}\n{changed}")),
        (1, 0),
        "it is changed already"
    );
}
