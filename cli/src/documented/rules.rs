//! The pages on the rules, one a rule, and their index.

use counterpart_verifier::rules::{TERMS, pages};

use super::{compare, root};
use crate::render::page;

const MADE: &str = "<!-- Made by `just book` from contracts/verifier/src/rules. -->\n\n";

#[test]
fn each_rule_has_its_page_in_the_book_and_the_index_names_it() {
    let mut index = format!(
        "{MADE}# Rules\n\nEach finding names its rule in square brackets. `cargo counterpart rules` prints this list, and \
         `cargo counterpart explain RULE` a page of it.\n\nThe ids are stable: `[[allow]]` in `counterpart.toml` and reports for machines \
         use them.\n\n| rule | what it finds |\n|---|---|\n"
    );
    for rule in pages() {
        index.push_str(&format!(
            "| [{id}]({id}.md) | {} |\n",
            rule.summary(),
            id = rule.id
        ));
        // Braces of mdBook's own, were there ever any, would be its commands.
        let text = page::of(rule).replace("{{#", "{{ #");
        compare(
            &format!("docs/src/rules/{}.md", rule.id),
            &format!("{MADE}{text}"),
        );
    }
    index.push_str(
        "\n## Other words of a report\n\nWhat a store does not know, what it warns of, and whose change a break is. \
         `explain` knows them too.\n",
    );
    for term in &TERMS {
        index.push_str(&format!("\n### {}\n\n{} {}\n", term.id, term.summary, term.text));
    }
    compare("docs/src/rules/index.md", &index);
}

#[test]
fn no_page_is_of_a_rule_that_there_is_no_more() {
    let files = std::fs::read_dir(root().join("docs/src/rules")).expect("the folder of the pages");
    for file in files {
        let name = file.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let id = name.strip_suffix(".md").expect("a page");
        assert!(id == "index" || pages().any(|rule| rule.id == id), "{name}");
    }
}
