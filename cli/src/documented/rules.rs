//! The pages on the rules and their index.

use counterpart_verifier::rules::{TERMS, pages};

use super::{compare, filled, root};
use crate::render::page;

const MADE: &str = "<!-- Made by `just book` from contracts/verifier/src/rules. -->\n\n";

#[test]
fn each_rule_has_its_page_in_the_book_and_the_index_names_it() {
    let mut index = format!(
        "{MADE}# Rules\n\n{}\n\n{}\n\n| rule | what it finds |\n|---|---|\n",
        filled(
            "Each finding names its rule in square brackets. `cargo counterpart rules` prints this list. \
             `cargo counterpart explain RULE` prints the page of a rule."
        ),
        filled("The ids are stable: `[[allow]]` in `counterpart.toml` and reports for machines use them."),
    );
    for rule in pages() {
        index.push_str(&format!(
            "| [{id}]({id}.md) | {} |\n",
            rule.summary(),
            id = rule.id
        ));
        // mdBook would read these braces as its own commands.
        let text = page::of(rule).replace("{{#", "{{ #");
        compare(
            &format!("docs/src/rules/{}.md", rule.id),
            &format!("{MADE}{text}"),
        );
    }
    index.push_str(
        "\n## Other words in a report\n\nThese name gaps in a store's history, warnings, and whose change a break is. \
         `explain`\nknows them too.\n",
    );
    for term in &TERMS {
        let text = filled(&format!("{} {}", term.summary, term.text));
        index.push_str(&format!("\n### {}\n\n{text}\n", term.id));
    }
    compare("docs/src/rules/index.md", &index);
}

#[test]
fn every_page_belongs_to_an_existing_rule() {
    let files = std::fs::read_dir(root().join("docs/src/rules")).expect("the folder of the pages");
    for file in files {
        let name = file.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let id = name.strip_suffix(".md").expect("a page");
        assert!(id == "index" || pages().any(|rule| rule.id == id), "{name}");
    }
}
