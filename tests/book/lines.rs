//! Prose in Markdown files has short lines, so that a diff shows one change a line.

use std::path::{Path, PathBuf};

use fixture::checkout;

/// The most columns of a line of prose.
const COLUMNS: usize = 120;

/// All Markdown files of the repository, except those that builds make.
fn pages(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_skipped = name.starts_with('.') || name == "target" || name == "node_modules";
            if path.is_dir() && !is_skipped {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The numbers of the lines that are too long. Tables, code, comments and links that cannot be broken may be long.
fn long(text: &str) -> Vec<usize> {
    let mut fence = None;
    let mut is_comment = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let start = line.trim_start();
        if let Some(end) = fence {
            if start.starts_with(end) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|fence| start.starts_with(fence));
        is_comment |= start.starts_with("<!--");
        let is_prose = fence.is_none() && !is_comment && !start.starts_with(['|', '#']);
        if is_comment && line.contains("-->") {
            is_comment = false;
        }
        let is_link = start.starts_with("![") || start.starts_with('[') && !start.contains(' ');
        if is_prose && !is_link && line.chars().count() > COLUMNS {
            found.push(at + 1);
        }
    }
    found
}

#[test]
fn prose_in_markdown_has_at_most_120_columns() {
    let root = checkout();
    let pages = pages(&root);
    assert!(pages.len() > 50, "only {} pages were found", pages.len());
    let mut wrong = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("a page");
        let page = page.strip_prefix(&root).unwrap_or(&page).display().to_string();
        wrong.extend(long(&text).into_iter().map(|line| format!("{page}:{line}")));
    }
    assert!(
        wrong.is_empty(),
        "lines of more than {COLUMNS} columns; wrap them at 100:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn tables_code_comments_and_links_may_be_long_and_prose_may_not() {
    let long_line = "word ".repeat(COLUMNS / 5 + 1);
    let wide = "x".repeat(COLUMNS);
    let allowed = [
        format!("| {long_line} |"),
        format!("```text\n{long_line}\n```"),
        format!("<!-- run\n{long_line}\n-->"),
        format!("![a picture](docs/images/{wide}.svg)"),
        format!("[name]: https://example.com/{wide}").replace(": ", ":"),
        "word ".repeat(COLUMNS / 5),
    ];
    for text in allowed {
        assert_eq!(long(&text), Vec::<usize>::new(), "{text}");
    }
    assert_eq!(long(&format!("short\n{long_line}")), [2]);
    assert_eq!(long(&format!("```\ncode\n```\n{long_line}\n")), [4]);
    assert_eq!(long(&format!("<!-- one line -->\n- {long_line}")), [2]);
}
