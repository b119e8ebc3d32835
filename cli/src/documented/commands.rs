//! The program accepts every command line in the documentation.

use clap::Parser as _;

use super::root;
use crate::commands::Arguments;
use fixture::pages::{Page, command};

/// Files that show commands and are not pages.
const OTHERS: [&str; 5] = [
    ".github/actions/verify/action.yml",
    ".github/workflows/ci.yml",
    ".pre-commit-hooks.yaml",
    "cli/src/commands/init/github.yml",
    "cli/src/commands/init/gitlab.yml",
];

fn refused(words: &[String]) -> Option<String> {
    let program = [String::from("cargo-counterpart")];
    match Arguments::try_parse_from(program.iter().chain(words)) {
        Err(error) if error.use_stderr() => Some(error.to_string()),
        _ => None,
    }
}

#[test]
fn the_program_takes_every_command_line_that_a_page_shows() {
    let root = root();
    let mut wrong = Vec::new();
    let mut count = 0;
    // The changelog names commands, without their arguments.
    let pages = Page::all(&root)
        .into_iter()
        .filter(|page| !page.path.ends_with("CHANGELOG.md"));
    for page in pages {
        for words in page.commands() {
            count += 1;
            if let Some(why) = refused(&words) {
                wrong.push(format!(
                    "{}: cargo counterpart {}\n{why}",
                    page.path.display(),
                    words.join(" ")
                ));
            }
        }
    }
    for path in OTHERS {
        let text = Page::read(&root, path).text.replace("\\\n", " ");
        let commands: Vec<_> = text.lines().filter_map(command).collect();
        assert!(!commands.is_empty() || path.ends_with("ci.yml"), "{path}");
        for mut words in commands {
            // A value that the user of the file puts there.
            words.retain(|word| !word.starts_with("${"));
            if let Some(why) = refused(&words) {
                wrong.push(format!("{path}: cargo counterpart {}\n{why}", words.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 60, "only {count} command lines were found");
}

#[test]
fn a_command_line_that_the_program_does_not_take_is_found() {
    let line = |line: &str| command(line).expect("a command");
    assert!(refused(&line("$ cargo counterpart verify --no-such-flag")).is_some());
    assert!(refused(&line("cargo counterpart explain")).is_some());
    assert!(refused(&line("- run: cargo counterpart verify --no-build # quick")).is_none());
    assert!(refused(&line("cargo counterpart explain RULE")).is_none());
    assert_eq!(
        line("cargo counterpart publish --json > published.json"),
        ["publish", "--json"]
    );
    assert_eq!(command("cargo counterpart …"), None);
    assert_eq!(command("see cargo counterpart verify"), None);
}
