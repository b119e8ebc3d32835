//! The page on the commands.

use clap::{Command, CommandFactory as _};

use super::compare;
use crate::commands::Arguments;

/// How wide the texts are: as wide as a page shows code without a scroll bar.
const WIDTH: usize = 96;

fn wide(command: Command) -> Command {
    command.term_width(WIDTH).mut_subcommands(wide)
}

fn section(page: &mut String, command: &Command, path: &str, depth: usize) {
    let shown = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set() && command.get_name() != "help");
    let help = command.clone().bin_name(path).render_long_help().to_string();
    // What `--help` prints may end lines with spaces.
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
fn the_page_on_the_commands_is_what_they_say_of_themselves() {
    let mut program = wide(Arguments::command());
    program.build();
    let mut page = String::from(
        "<!-- Made by `just book` from the program. -->\n\n# Command line\n\n\
         What `--help` says of the program and of each command. As a subcommand of cargo it is called `cargo counterpart`; where there is no cargo,\n\
         `cargo-counterpart` does the same.\n\n\
         Results go to standard output, progress and errors to standard error. Every command ends with 0 (what was asked for holds), 100 (it does not)\n\
         or 101 (that could not be found out); [exit codes](ci.md#exit-codes) says more.\n",
    );
    section(&mut page, &program, "cargo counterpart", 2);
    compare("docs/src/reference.md", &page);
}
