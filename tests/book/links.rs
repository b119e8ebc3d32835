//! Links lead somewhere, and no page is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use fixture::checkout;
use fixture::pages::Page;

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The files that a page of the book shows a text of.
fn includes(page: &Page) -> Vec<PathBuf> {
    let folder = page.path.parent().expect("a page is in a folder");
    let parts = page.text.split("{{#include ").skip(1);
    let paths = parts.filter_map(|part| part.split_once("}}"));
    paths.map(|(path, _)| plain(&folder.join(path.trim()))).collect()
}

/// The page that a page of the book takes its text from, where it does.
fn included(page: &Page) -> Option<PathBuf> {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    includes(page).into_iter().find(is_page)
}

#[test]
fn every_relative_link_leads_to_a_file_and_to_a_heading_that_are_there() {
    let root = checkout();
    let pages: BTreeMap<PathBuf, Page> = Page::all(&root)
        .into_iter()
        .map(|page| (page.path.clone(), page))
        .collect();
    let mut wrong = Vec::new();
    for page in pages.values() {
        let mut from = vec![page.path.clone()];
        // A text that is included is read from where it is included, too.
        from.extend(
            pages
                .values()
                .filter(|other| included(other).as_ref() == Some(&page.path))
                .map(|other| other.path.clone()),
        );
        for link in page.links() {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("crate::") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            for from in &from {
                let to = match path {
                    "" => from.clone(),
                    path => plain(&from.parent().unwrap().join(path)),
                };
                let is_there = if anchor.is_empty() {
                    root.join(&to).exists()
                } else {
                    pages.get(&to).is_some_and(|page| {
                        let text = included(page).map_or(page, |path| &pages[&path]);
                        text.anchors().iter().any(|has| has == anchor)
                    })
                };
                if !is_there {
                    wrong.push(format!("{}: {link}", from.display()));
                }
                let within = from.starts_with("docs/src");
                if within && !to.starts_with("docs/src") {
                    wrong.push(format!("{}: {link} leads out of the book", from.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let root = checkout();
    let summary = Page::read(&root, "docs/src/SUMMARY.md");
    let named: Vec<PathBuf> = summary
        .links()
        .iter()
        .map(|link| plain(&Path::new("docs/src").join(link)))
        .collect();
    let once: BTreeSet<&PathBuf> = named.iter().collect();
    assert_eq!(once.len(), named.len(), "a page is named twice");
    let pages = Page::all(&root).into_iter().map(|page| page.path);
    let there: BTreeSet<PathBuf> = pages
        .filter(|path| path.starts_with("docs/src") && !path.ends_with("SUMMARY.md"))
        .collect();
    assert_eq!(once.into_iter().cloned().collect::<BTreeSet<_>>(), there);
}

#[test]
fn a_page_that_includes_a_text_includes_one_that_is_there() {
    let root = checkout();
    let included: Vec<_> = Page::all(&root).iter().flat_map(includes).collect();
    assert!(included.len() > 5, "{included:?}");
    for path in included {
        assert!(root.join(&path).is_file(), "{}", path.display());
    }
}

#[test]
fn every_page_that_shows_rust_is_compiled() {
    let root = checkout();
    let compiled = std::fs::read_to_string(root.join("docs/pages.rs")).unwrap();
    for page in Page::all(&root) {
        let Ok(path) = page.path.strip_prefix("docs") else {
            continue;
        };
        // Made from doc comments, which are compiled where they stand.
        if path.starts_with("src/rules") {
            continue;
        }
        let shows = page
            .blocks()
            .iter()
            .any(|block| block.language.starts_with("rust"));
        let is_named = compiled.contains(&format!("{:?}", path.display().to_string().replace('\\', "/")));
        assert!(
            !shows || is_named,
            "{} is not named in docs/pages.rs",
            path.display()
        );
    }
}
