//! The console session of a page, executed: its files are written, its commands run in order.
//!
//! A comment above a block, which readers do not see, says what is to be done with it; its parts are parted by `;`.
//!
//! | comment | the block |
//! |---|---|
//! | `file FOLDER PATH` | is written to a file |
//! | `change FOLDER PATH` | is a difference, which is made to a file |
//! | `run FOLDER` | is commands and what they print, run in a folder that all blocks of the page with its name share; `run checkout` is this repository itself |
//! | `in PATH` | … in a folder below |
//! | `exit N` | … of which the last ends with this code; without it, each ends with 0 |
//! | `needs PROGRAM` | … and is skipped where this machine has no such program |
//! | `stderr` | … of which the standard error is shown |
//! | `first FOLDER`, then lines | is not concerned: the lines are run beforehand, unseen |
//! | `not run: REASON` | cannot be run in a test. What it shows of this program is read by the program's own parser all the same |
//!
//! A command with a comment `# …, exit code N` ends with that code. `$ echo $?` shows the code with which the command before it ended. A line `...` stands for any lines.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use fixture::pages::{Block, Page};
use fixture::stores::git;
use fixture::{Answer, Folder, checkout};

/// The result for a page.
pub(crate) struct Run {
    /// The page with the outputs of this run.
    pub(crate) text: String,
    /// Steps that cannot be executed as the page shows them.
    pub(crate) wrong: Vec<String>,
    /// Output that differs from the page.
    pub(crate) stale: Vec<String>,
}

/// Returns true if there is a shell to run commands with.
pub(crate) fn has_shell() -> bool {
    Command::new("sh")
        .args(["-c", "exit 0"])
        .status()
        .is_ok_and(|status| status.success())
}

/// Does what a page shows.
pub(crate) fn run(page: &Page) -> Run {
    let mut session = Session {
        name: page
            .path
            .with_extension("")
            .display()
            .to_string()
            .replace(['/', '\\', '.'], "_"),
        folders: BTreeMap::new(),
    };
    let mut run = Run {
        text: page.text.clone(),
        wrong: Vec::new(),
        stale: Vec::new(),
    };
    // From the end of a text to its beginning, ranges stay what they are.
    let mut outputs = Vec::new();
    for block in page.blocks() {
        match session.block(&block) {
            Ok(Some(shown)) if shown != block.code => outputs.push((block.range, shown)),
            Ok(_) => {}
            Err(why) => run
                .wrong
                .push(format!("{}: {why}\n{}", page.path.display(), block.code)),
        }
    }
    for (range, shown) in outputs.into_iter().rev() {
        let was = &page.text[range.clone()];
        let change = similar::TextDiff::from_lines(was, &shown);
        let change = change
            .unified_diff()
            .header("the page", "the program")
            .to_string();
        run.stale.insert(0, format!("{}:\n{change}", page.path.display()));
        run.text.replace_range(range, &shown);
    }
    run
}

struct Session {
    name: String,
    folders: BTreeMap<String, Folder>,
}

/// The content of a block's comments.
#[derive(Default)]
struct Told {
    run: Option<String>,
    below: String,
    exit: i32,
    stderr: bool,
    needs: Option<String>,
}

impl Session {
    /// Does one block. What it should show, where it shows a console.
    fn block(&mut self, block: &Block) -> Result<Option<String>, String> {
        let mut told = Told::default();
        let mut is_told = false;
        for comment in &block.comments {
            let (first, rest) = comment.split_once('\n').unwrap_or((comment, ""));
            if let Some(folder) = first.strip_prefix("first ") {
                self.before(folder.trim(), rest)?;
                continue;
            }
            if comment.starts_with("not run: ") {
                is_told = true;
                continue;
            }
            for part in comment.split(';').map(str::trim) {
                let words: Vec<&str> = part.split_whitespace().collect();
                match words[..] {
                    ["file", folder, path] => self.folder(folder).write(path, &block.code),
                    ["change", folder, path] => {
                        let folder = self.folder(folder);
                        folder.write(path, &changed(&folder.read(path), &block.code)?);
                    }
                    ["run", folder] => told.run = Some(folder.to_owned()),
                    ["in", path] => path.clone_into(&mut told.below),
                    ["exit", code] => told.exit = code.parse().map_err(|_| format!("no code: {part}"))?,
                    ["stderr"] => told.stderr = true,
                    ["needs", program] => told.needs = Some(program.to_owned()),
                    _ => continue,
                }
                is_told = true;
            }
        }
        let is_console = block.language == "console" || block.code.lines().any(|line| line.starts_with("$ "));
        if is_console && !is_told {
            return Err("nothing says what is to be done with this block: `<!-- run … -->` above it".into());
        }
        let Some(folder) = told.run.take() else {
            return Ok(None);
        };
        if let Some(program) = &told.needs {
            let found = Command::new("sh")
                .args(["-c", &format!("command -v {program}")])
                .output();
            if !found.is_ok_and(|found| found.status.success()) {
                needs::skip(program, format!("there is no `{program}` to run\n{}", block.code));
                return Ok(None);
            }
        }
        self.console(&folder, &told, &block.code).map(Some)
    }

    fn folder(&mut self, name: &str) -> &Folder {
        let place = format!("{}_{name}", self.name);
        self.folders.entry(name.to_owned()).or_insert_with(|| {
            if name == "checkout" {
                return Folder::checkout();
            }
            let folder = Folder::lasting(&place);
            // The library is this checkout's, whatever version a page asks of the registry.
            let library = checkout().join("contracts");
            let patch = format!(
                "[patch.crates-io]\ncounterpart.path = {:?}\n",
                library.display().to_string()
            );
            folder.write(".cargo/config.toml", &patch);
            let lock = checkout().join("Cargo.lock");
            std::fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
            std::fs::remove_file(folder.path().join("counterpart.toml")).unwrap();
            // The search for a configuration ends here: this checkout's own is above.
            git(folder.path(), &["init", "--quiet"]);
            folder
        })
    }

    /// Runs what is not shown.
    fn before(&mut self, folder: &str, script: &str) -> Result<(), String> {
        let answer = shell(self.folder(folder), "", script);
        match answer.code {
            0 => Ok(()),
            code => Err(format!(
                "what is run beforehand ends with {code}:\n{}\n{}",
                answer.stdout, answer.stderr
            )),
        }
    }

    /// The console output of the commands in a block.
    fn console(&mut self, name: &str, told: &Told, code: &str) -> Result<String, String> {
        let folder = self.folder(name);
        let commands = commands(code);
        let mut shown = String::new();
        let mut last = 0;
        for (index, (line, was)) in commands.iter().enumerate() {
            shown.push_str(line);
            shown.push('\n');
            let bare = line.strip_prefix("$ ").unwrap_or(line);
            if bare == "echo $?" {
                shown.push_str(&format!("{last}\n"));
                continue;
            }
            let answer = shell(folder, &told.below, bare);
            let code_is_shown = commands
                .get(index + 1)
                .is_some_and(|(next, _)| next == "$ echo $?");
            let said = bare
                .split_once("# ")
                .and_then(|(_, comment)| comment.rsplit_once("exit code "));
            let wanted = match said {
                Some((_, code)) => code.parse().map_err(|_| format!("no exit code: {code}"))?,
                None if index + 1 == commands.len() => told.exit,
                None => 0,
            };
            if !code_is_shown && answer.code != wanted {
                return Err(format!(
                    "`{bare}` ends with {}, and not with {wanted}:\n{}\n{}",
                    answer.code, answer.stdout, answer.stderr
                ));
            }
            last = answer.code;
            let printed = if told.stderr {
                &answer.stderr
            } else {
                &answer.stdout
            };
            let printed = printed.replace("[HERE]", &format!("/home/me/{name}"));
            // A block of bare commands shows nothing of what they print.
            if !line.starts_with("$ ") {
                continue;
            }
            if was.lines().any(|line| line == "...") {
                if !matches(
                    &was.lines().collect::<Vec<_>>(),
                    &printed.lines().collect::<Vec<_>>(),
                ) {
                    return Err(format!(
                        "`{bare}` prints something else:\n{printed}\n{}",
                        answer.stderr
                    ));
                }
                shown.push_str(was);
            } else {
                shown.push_str(&printed);
                if !printed.is_empty() && !printed.ends_with('\n') {
                    shown.push('\n');
                }
            }
        }
        Ok(shown)
    }
}

/// The commands of a block, with their continued lines, each with what is shown below it.
fn commands(code: &str) -> Vec<(String, String)> {
    let has_prompts = code.lines().any(|line| line.starts_with("$ "));
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut goes_on = false;
    for line in code.lines() {
        match commands.last_mut() {
            Some((command, _)) if goes_on => {
                command.push('\n');
                command.push_str(line);
            }
            Some((_, output)) if has_prompts && !line.starts_with("$ ") => {
                output.push_str(line);
                output.push('\n');
                continue;
            }
            _ => commands.push((line.to_owned(), String::new())),
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

/// Returns true if lines are the wanted ones, where `...` stands for any.
fn matches(wanted: &[&str], lines: &[&str]) -> bool {
    match wanted {
        [] => lines.is_empty(),
        ["...", rest @ ..] => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        [first, rest @ ..] => lines.first() == Some(first) && matches(rest, &lines[1..]),
    }
}

/// A text after a difference: lines with `-` go, lines with `+` come, the others stay.
fn changed(text: &str, difference: &str) -> Result<String, String> {
    let side = |left_out: char| -> String {
        let lines = difference.lines().filter(|line| !line.starts_with(left_out));
        lines
            .map(|line| format!("{}\n", line.get(1..).unwrap_or_default()))
            .collect()
    };
    let (old, new) = (side('+'), side('-'));
    match text.matches(&old).count() {
        1 => Ok(text.replacen(&old, &new, 1)),
        count => Err(format!(
            "what is changed stands {count} times in the file:\n{text}"
        )),
    }
}

/// Runs a script as a person's shell would, in which `cargo counterpart` is the program under test.
fn shell(folder: &Folder, below: &str, script: &str) -> Answer {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_cargo-counterpart"));
    let script = format!(
        "cargo() {{ if [ \"$1\" = counterpart ]; then \"$COUNTERPART_UNDER_TEST\" \"$@\"; else \"$CARGO\" \"$@\"; fi; }}\n{script}\n"
    );
    let mut command = Command::new("sh");
    command
        .args(["-c", &script])
        .current_dir(folder.path().join(below));
    let in_checkout = folder.path() == checkout();
    let target = checkout().join("target");
    let mut environment = vec![
        ("COUNTERPART_UNDER_TEST", program.to_str().unwrap()),
        ("CARGO_TERM_PROGRESS_WHEN", "never"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ("GIT_AUTHOR_NAME", "Ada"),
        ("GIT_AUTHOR_EMAIL", "ada@example.com"),
        ("GIT_AUTHOR_DATE", "2026-11-23T12:00:00Z"),
        ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com"),
        ("GIT_COMMITTER_DATE", "2026-11-23T12:00:00Z"),
        ("COUNTERPART_CACHE", "../cache"),
    ];
    // Variables that CI services set for their own run.
    let of_ci = ["GITHUB_", "CI_"];
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if of_ci.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    if in_checkout {
        // Most of it is built there already.
        environment.push(("CARGO_TARGET_DIR", target.to_str().unwrap()));
    }
    folder.answer_with(command, &environment)
}
