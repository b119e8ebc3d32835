//! Names, texts and messages of other teams stay text in every format for machines.

use counterpart::contract::{Header, Role};
use counterpart_engine::compat::Place;
use counterpart_engine::json::{self, Json};
use counterpart_verifier::report::Report;
use counterpart_verifier::report::listing::{Files, Listing, Locate, Source, blocks};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::rich_report::{Words, report, root};
use super::{github, gitlab, json as document, junit, markdown, rustc, sarif, view};
use crate::terminal::foreign::{line, without_marks};

/// Each contains `evil`, so that the test can find it again.
const LURES: [&str; 16] = [
    "evil::set-output name=x::y",
    "evil\n::error file=x::owned\r\n::add-mask::y",
    "evil%0A::error::owned, file=x:y",
    "]]><evil a=\"b\">&amp;&#10;<!--",
    "-->\n<script>evil()</script>\n<!-- counterpart -->",
    "`evil` ``evil`` ```\nevil\n```\n~~~\n# evil\n",
    "``````evil",
    "evil`",
    "a|evil|b\n|-|-|\n",
    "\u{1b}[31mevil\u{1b}]8;;http://evil.example\u{7}\u{9b}2J\u{0}",
    "\u{202e}evil\u{2066}\u{feff}\u{200b}",
    "@evil/team #123 evil/repo#1 GH-1 http://evil.example www.evil.example evil@evil.example",
    "[evil](http://evil.example) ![evil](http://evil.example/i.png) <http://evil.example> [evil][1]\n\n[1]: http://evil.example\n",
    "{0} [evil](1) \\] {{evil}} \\",
    "##[error]evil ##vso[task.setvariable variable=x]evil ###[evil] ##teamcity[evil]",
    "evil\u{fffe}\u{ffff}evil",
];

/// Knows the source of sent values, at a place with text that others wrote.
pub(super) struct Sourced(pub(super) String);

impl Locate for Sourced {
    fn path(&self, path: &std::path::Path) -> String {
        Files { root: root() }.path(path)
    }

    fn source(&self, header: &Header, _: &Place) -> Option<Source> {
        (header.identity.role() == Role::Emits).then(|| Source {
            path: format!("user/src/{}.rs", self.0),
            line: 7,
            columns: Some((5, 10)),
            text: format!("pub email: {},", self.0),
            indent: 4,
        })
    }
}

fn hostile() -> impl Iterator<Item = Listing> {
    LURES.into_iter().map(|lure| {
        let report = report(&Words::hostile(lure));
        Listing::of(&report, &Sourced(lure.to_owned()))
    })
}

fn has_unsafe(text: &str) -> bool {
    text.contains(|c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    })
}

/// GitHub, Azure and TeamCity take commands from any line of a log, whatever its format is.
#[test]
fn no_format_holds_a_command_of_a_ci_service() {
    for listing in hostile() {
        for (format, text) in [
            ("json", document::listing(&listing)),
            ("sarif", sarif::listing(&listing)),
            ("gitlab", gitlab::listing(&listing)),
            ("junit", junit::listing(&listing).unwrap()),
            ("markdown", markdown::listing(&listing)),
            ("github", github::listing(&listing)),
            ("rustc", rustc::listing(&listing, &view::View::default())),
        ] {
            for mark in ["##[", "##vso[", "##teamcity["] {
                assert!(!text.contains(mark), "{format}: {text}");
            }
            let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
            assert!(format == "github" || commands.count() == 0, "{format}: {text}");
        }
    }
}

/// https://www.w3.org/TR/xml/#charsets: no other character is allowed in a document, as itself or
/// by its number.
#[test]
fn xml_has_the_characters_of_xml_alone() {
    let may_stand = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    for listing in hostile() {
        let text = junit::listing(&listing).unwrap();
        assert!(text.chars().all(may_stand), "{text:?}");
        let numbers = text
            .split("&#")
            .skip(1)
            .map(|rest| rest.split_once(';').unwrap().0);
        for number in numbers {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            assert!(
                char::from_u32(code.unwrap()).is_some_and(may_stand),
                "&#{number};"
            );
        }
    }
}

/// A command's name, its properties and its text.
type Command = (String, Vec<(String, String)>, String);

/// The commands of a text, as the runner of GitHub Actions reads them.
fn commands(text: &str) -> Vec<Command> {
    let back = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let found = text.lines().filter_map(|line| {
        let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let properties = properties.split(',').filter_map(|one| one.split_once('='));
        let properties = properties.map(|(key, value)| {
            let value = value.replace("%3A", ":").replace("%2C", ",");
            (key.to_owned(), back(&value))
        });
        Some((name.to_owned(), properties.collect(), back(message)))
    });
    found.collect()
}

#[test]
fn github_runs_our_commands_alone() {
    for listing in hostile() {
        let text = github::listing(&listing);
        assert!(!has_unsafe(&text), "{text}");
        let commands = commands(&text);
        assert_eq!(commands.len() + 1, text.lines().count(), "{text}");
        assert_eq!(text.lines().last(), Some(listing.answer));
        for level in ["error", "warning", "notice"] {
            assert!(commands.iter().filter(|(name, ..)| name == level).count() <= 10);
        }
        for (name, properties, _) in &commands {
            assert!(["error", "warning", "notice"].contains(&name.as_str()), "{name}");
            let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
            let title = ["title"];
            let line = ["file", "line", "endLine", "title"];
            let column = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(keys == title || keys == line || keys == column, "{keys:?}");
        }
        let row = &listing.rows[0];
        let (_, properties, message) = &commands[0];
        let shown = |text: &str| without_marks(&line(text), "\\u{23}").into_owned();
        assert_eq!(properties[0].1, shown(&row.location().unwrap().file));
        assert!(message.starts_with(&shown(&row.title)), "{message}");
    }
}

#[test]
fn markdown_holds_what_others_wrote_in_code_alone() {
    for listing in hostile() {
        let text = markdown::listing(&listing);
        assert!(!has_unsafe(&text), "{text}");
        assert!(text.starts_with(markdown::MARK));
        check_markdown(&text);
    }
}

pub(super) fn check_markdown(text: &str) {
    let ours = [
        markdown::MARK,
        "<details><summary>A message that breaks it</summary>",
        "<details><summary>Possible fixes</summary>",
        "</details>",
    ];
    let (mut is_code, mut open) = (false, 0);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Html(html) | Event::InlineHtml(html) => {
                for line in html.lines() {
                    assert!(ours.contains(&line.trim()), "HTML: {line}\n{text}");
                    open += line.matches("<details>").count();
                    open -= line.matches("</details>").count();
                }
            }
            Event::Text(said) if !is_code => {
                for mark in ["evil", "@", "http", "www."] {
                    assert!(!said.contains(mark), "{said}\n{text}");
                }
            }
            Event::Start(
                Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Table(_)
                | Tag::FootnoteDefinition(_)
                | Tag::BlockQuote(_),
            )
            | Event::FootnoteReference(_)
            | Event::Rule => panic!("{event:?}\n{text}"),
            _ => {}
        }
    }
    assert_eq!(open, 0, "what is folded is unfolded again");
}

#[test]
fn junit_escapes_foreign_text() {
    for listing in hostile() {
        let text = junit::listing(&listing).unwrap();
        // This reader knows entities only by their names.
        let named = text.replace("&#35;", "#").replace("&#58;", ":");
        let read = quick_junit::Report::deserialize_from_str(&named).unwrap();
        let cases: Vec<_> = read
            .test_suites
            .iter()
            .flat_map(|suite| &suite.test_cases)
            .collect();
        let proven = usize::from(listing.checked.pairs.compatible > 0);
        assert_eq!(cases.len(), listing.rows.len() + listing.remarks().len() + proven);
        let row = &listing.rows[0];
        let message = cases.iter().find_map(|case| match &case.status {
            quick_junit::TestCaseStatus::NonSuccess { message, ty, .. } => {
                let is_row = ty.as_ref().is_some_and(|ty| ty.as_str() == row.rule);
                is_row.then(|| message.as_ref().map(|message| message.as_str().to_owned()))?
            }
            _ => None,
        });
        assert_eq!(message, Some(line(&row.title).into_owned()));
    }
}

#[test]
fn json_documents_hold_it_as_values() {
    for listing in hostile() {
        let exact = json::parse(document::listing(&listing).as_bytes()).unwrap();
        assert_eq!(exact, listing.to_json());
        let Json::Array(entries) = json::parse(gitlab::listing(&listing).as_bytes()).unwrap() else {
            panic!("no list");
        };
        assert_eq!(entries.len(), listing.rows.len() + listing.remarks().len());
        for (entry, row) in entries.iter().zip(&listing.rows) {
            assert_eq!(
                entry.get("description").unwrap().as_str().unwrap(),
                line(&row.summary())
            );
        }
    }
}

#[test]
fn sarif_messages_have_no_links_and_no_placeholders() {
    let schema = super::sarif::tests::validator();
    for listing in hostile() {
        let text = sarif::listing(&listing);
        let document = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = schema
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let results = document.pointer("/runs/0/results").unwrap().as_array().unwrap();
        for (result, row) in results.iter().zip(&listing.rows) {
            let said = result.pointer("/message/text").unwrap().as_str().unwrap();
            assert!(plain(said).starts_with(&*line(&row.summary())), "{said}");
        }
    }
}

/// A message of SARIF without links and placeholders, as a viewer shows it.
fn plain(message: &str) -> String {
    let mut said = String::new();
    let mut characters = message.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => said.extend(characters.next()),
            '{' | '}' => {
                assert_eq!(characters.next(), Some(character), "a placeholder in {message}");
                said.push(character);
            }
            '[' | ']' => panic!("a link in {message}"),
            _ => said.push(character),
        }
    }
    said
}

/// More findings than any format can hold.
#[test]
fn what_has_no_room_is_counted() {
    let mut whole = Report::default();
    for number in 0..20 {
        let mut words = Words::hostile(LURES[number % LURES.len()]);
        words.event = format!("event-{number}");
        let more = report(&words);
        whole.problems.extend(more.problems);
        whole.findings.extend(more.findings);
    }
    let listing = Listing::of(&whole, &Sourced("x".repeat(4_000)));
    let text = markdown::listing(&listing);
    assert!(text.len() < 60_000, "{}", text.len());
    check_markdown(&text);
    let shown = text.matches("\n##### ").count();
    let mut blocks = blocks(&listing.rows);
    blocks.sort_by_key(|block| block.rows.iter().map(|row| row.status).min());
    let left_out: usize = blocks[shown..].iter().map(|block| block.rows.len()).sum();
    assert!(left_out > 0);
    assert!(text.contains(&format!(
        "**{left_out} of {} findings are not shown here",
        listing.rows.len()
    )));
    let text = github::listing(&listing);
    let commands = commands(&text);
    let count = |level: &str| commands.iter().filter(|(name, ..)| name == level).count();
    assert_eq!((count("error"), count("warning")), (10, 10));
    let all = listing.rows.len() + listing.remarks().len();
    let notices = count("notice") - 1;
    let left_out = all - 20 - notices;
    assert!(
        text.contains(&format!("::{left_out} more in the summary")),
        "{left_out} {text}"
    );
}
