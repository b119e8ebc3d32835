//! The page on the commands.

use clap::{Command, CommandFactory as _};

use super::compare;
use crate::commands::Arguments;

/// The width of the texts: a page shows code of this width without a scroll bar.
const WIDTH: usize = 96;

fn wide(command: Command) -> Command {
    command.term_width(WIDTH).mut_subcommands(wide)
}

fn section(page: &mut String, command: &Command, path: &str, depth: usize) {
    let shown = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set() && command.get_name() != "help");
    let help = command.clone().bin_name(path).render_long_help().to_string();
    // The lines of `--help` may end with spaces.
    let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let title = path.strip_prefix("cargo counterpart ").unwrap_or(path);
    page.push_str(&format!(
        "\n{} {title}\n\n```text\n{}\n```\n",
        "#".repeat(depth),
        help.join("\n")
    ));
    for below in shown {
        section(
            page,
            below,
            &format!("{path} {}", below.get_name()),
            depth.max(2) + usize::from(depth > 1),
        );
    }
}

#[test]
fn page_on_the_commands_matches_their_help() {
    let mut program = wide(Arguments::command());
    program.build();
    let mut page = String::from(
        "<!-- Made by `just book` from the program. -->\n\n# Command line\n\n\
         This page has the `--help` of the program and of each command. As a subcommand of cargo it is called\n\
         `cargo counterpart`; without cargo, `cargo-counterpart` does the same.\n\n\
         Results go to standard output, progress and errors to standard error. Every command exits with 0\n\
         (yes), 100 (no) or 101 (could not complete); see [exit codes](ci.md#exit-codes).\n",
    );
    section(&mut page, &program, "cargo counterpart", 2);
    compare("docs/src/reference.md", &page);
}
