//! The page of a rule, with its example and what the engine says of it.

use counterpart::config::{FileRule, RuleId};
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
        Mirror::Nothing(why) => format!("Nothing is found: {why}.\n"),
    });
    text
}

/// The few lines on a word that is no rule, in Markdown.
pub(crate) fn of_term(term: &Term) -> String {
    format!("# {}\n\n{}\n\n{}\n", term.id, term.summary, term.text)
}

/// How a finding of the rule is accepted instead of fixed, in Markdown; nothing where a command fixes it.
pub(crate) fn acceptance(rule: &str) -> String {
    let place = match RuleId::parse(rule) {
        Some(RuleId::Message(_)) => {
            "place = \"/email\"                # without it: anywhere in the message\n"
        }
        Some(RuleId::Key) => "place = \"/key\"\n",
        Some(RuleId::File(FileRule::EventStopped | FileRule::EventNotEmitted)) => "",
        _ => return String::new(),
    };
    format!(
        "\n## Accepting it\n\nAn entry in `counterpart.toml` accepts such a finding, of this consumer and event only:\n\n\
         ```toml\n[[allow]]\nevent = \"user.registered\"\nconsumer = \"auth-service\"       # without it: every consumer\n\
         {place}rule = \"{rule}\"\nreason = \"why this is accepted\"\nuntil = 2030-01-31              # without it: until it is \
         removed\n```\n\n`cargo counterpart verify -v` prints the entry of each finding, ready to paste.\n"
    )
}

/// The two schemas and the message that the engine finds. Of files there is nothing to show that the page does not say.
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
            ("What stands in the way", lines.collect())
        }
    };
    let one_line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    format!(
        "\n## As schemas\n\nThe producer sends, and the consumer accepts:\n\n```json\n{}\n{}\n```\n\n{title}:\n\n```text\n{found}```\n",
        one_line(emitted),
        one_line(accepted),
    )
}
