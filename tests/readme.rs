//! What README.md shows is what the program does.

mod fixture;

use fixture::{Answer, Folder};

/// The code block that holds a text, without its fences.
fn block(readme: &str, holds: &str) -> String {
    let mut blocks = readme.split("```").skip(1).step_by(2);
    let block = blocks.find(|block| block.contains(holds));
    let block = block.unwrap_or_else(|| panic!("no block of README.md holds {holds}"));
    let (_language, text) = block.split_once('\n').unwrap();
    text.to_owned()
}

/// Runs a line of README.md in this workspace, and in its own target folder, where most of it is built already.
fn run(checkout: &Folder, line: &str) -> Answer {
    let args = line.strip_prefix("cargo ").unwrap();
    let target = ["--locked", "--target-dir", "target"];
    let args: Vec<&str> = args.split_whitespace().chain(target).collect();
    checkout.counterpart(&args)
}

#[test]
fn the_break_that_it_shows_is_what_the_program_prints() {
    let checkout = Folder::checkout();
    let block = block(&checkout.read("README.md"), "$ cargo counterpart verify");
    let (line, shown) = block.split_once('\n').unwrap();
    let answer = run(&checkout, line.strip_prefix("$ ").unwrap());
    assert_eq!(answer.exits(100).stdout, shown);
}

#[test]
fn the_commands_to_try_exit_as_it_says() {
    let checkout = Folder::checkout();
    let block = block(&checkout.read("README.md"), "# the examples");
    let before = checkout.snapshot("examples/contracts");
    let mut codes = Vec::new();
    for line in block.lines().filter(|line| line.starts_with("cargo counterpart")) {
        let (command, comment) = line.split_once('#').unwrap();
        let (_, code) = comment.split_once("exit code ").unwrap();
        let code = code.trim().parse().unwrap();
        run(&checkout, command).exits(code);
        codes.push(code);
    }
    assert_eq!(codes, [0, 100]);
    assert_eq!(checkout.snapshot("examples/contracts"), before);
}
