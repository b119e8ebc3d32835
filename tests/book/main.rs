//! The book under `docs/` says what is so: what its pages show of the program is what the program prints, what they link
//! to is there, and each page is in the table of contents.
//!
//! After a change that is meant, `just book` writes outputs and generated pages anew. `COUNTERPART_TEST_PAGE=start` looks at
//! the pages alone whose path holds that text.

mod keys;
mod links;
mod session;

use fixture::checkout;
use fixture::pages::Page;

/// Runs what the pages show, and compares it, or writes it where that is asked for.
#[test]
fn every_page_shows_what_the_program_prints() {
    if !session::has_shell() {
        needs::skip("sh", "there is no `sh` to run what the pages show");
        return;
    }
    let mut wrong = Vec::new();
    let chosen = std::env::var("COUNTERPART_TEST_PAGE").unwrap_or_default();
    let pages = Page::all(&checkout());
    let is_chosen = |page: &&Page| page.path.display().to_string().contains(&chosen);
    assert!(
        pages.iter().any(|page| is_chosen(&page)),
        "no page is called {chosen}"
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
        "{}\n\nafter a change that is meant: COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --test book",
        wrong.join("\n\n")
    );
}

#[test]
fn a_page_that_shows_something_else_is_found() {
    if !session::has_shell() {
        needs::skip("sh", "there is no `sh` to run what the pages show");
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
