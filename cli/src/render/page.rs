//! The page of a rule, with its example and the engine's verdict on it.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_verifier::rules::{Example, Mirror, Page, Term};

/// The page, in Markdown.
pub(crate) fn of(page: &Page) -> String {
    let mut text = format!("# {}\n\n{}", page.id, page.text());
    text.push_str(&example(page.breaks));
    text.push_str("\n## The other way round\n\n");
    text.push_str(&match page.mirror {
        Mirror::Finds(id) if id == page.id => "The same rule.\n".to_owned(),
        Mirror::Finds(id) => format!("See `{id}`.\n"),
        Mirror::Nothing(why) => format!("No finding: {why}.\n"),
    });
    text
}

/// The short page of a word that is not a rule, in Markdown.
pub(crate) fn of_term(term: &Term) -> String {
    format!("# {}\n\n{}\n\n{}\n", term.id, term.summary, term.text)
}

/// The two schemas and the message that the engine finds. For files, the page already says everything.
fn example(example: Example) -> String {
    let Example::Schemas { emitted, accepted } = example else {
        return String::new();
    };
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
    let (Ok(producer), Ok(consumer)) = (read(emitted), read(accepted)) else {
        return String::new();
    };
    let (title, found): (_, String) = match check(&producer, &consumer, &Limits::default()) {
        Verdict::Compatible => return String::new(),
        Verdict::Incompatible(findings) => {
            let lines = findings.iter();
            let lines = lines.map(|found| format!("{}: {}\n", found.witness, found.sentence));
            ("A message that breaks the consumer, and why", lines.collect())
        }
        Verdict::Unproven(reasons) => {
            let lines = reasons.iter();
            let lines = lines.map(|reason| format!("{} [{}]\n", reason.text, reason.kind.id()));
            ("The reason that it is not decided", lines.collect())
        }
    };
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    format!(
        "\n## As schemas\n\nThe producer sends, and the consumer accepts:\n\n```json\n{}\n{}\n```\n\n{title}:\n\n```text\n{found}```\n",
        one_line(emitted),
        one_line(accepted),
    )
}
