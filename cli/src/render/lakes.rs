//! What is assumed of a log that an engine exported, as `explain` and the book show it.

use std::fmt::Write;

use counterpart_verifier::lakes::{ABSENT_IS_NULL, ENGINES, Engine};

/// The assumptions of audits.
pub(crate) fn assumptions() -> impl Iterator<Item = &'static str> {
    ENGINES
        .iter()
        .map(|engine| engine.assumption)
        .chain([ABSENT_IS_NULL])
}

/// The page of an assumption of audits, in Markdown.
pub(crate) fn page(id: &str) -> Option<String> {
    if id == ABSENT_IS_NULL {
        return Some(format!(
            "# {id}\n\nA required member that may be null is null where it is absent.\n\n`audit --absent-is-null` assumed it for a log \
             whose writer leaves out nulls. It is not seen whether such a member was there.\n"
        ));
    }
    let engine = ENGINES.iter().find(|engine| engine.assumption == id)?;
    let points: Vec<String> = points(engine).map(|point| format!("- {point}\n")).collect();
    let mut text = format!("# {id}\n\n{} exported the log.\n\n", engine.name);
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "`audit --exported-by {}` judged messages by contracts that are mapped for what {} makes of a message. They accept one if \
         a message that the contract accepts could have become it. What is not seen could be a break that nobody can find in this \
         log.\n\nMeasured: {}.\n",
        engine.id, engine.name, engine.measured
    );
    text.push_str(&points.concat());
    Some(text)
}

/// What an engine does, a sentence or two a point.
pub(crate) fn points(engine: &Engine) -> impl Iterator<Item = String> {
    let habits = engine.habits.iter().map(|habit| match habit.hides {
        "" => format!("{}.", habit.says),
        hides => format!("{}. Not seen: {hides}.", habit.says),
    });
    habits.chain(
        engine
            .unseen
            .iter()
            .map(|unseen| format!("Not undone: {unseen}.")),
    )
}
