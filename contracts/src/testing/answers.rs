//! Answers questions about single messages with the real `Deserialize`.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::time::Duration;

use super::build::Built;
use super::truth;
use super::watch::Watch;
use crate::contract::Role;
use crate::declaration::Declaration;
use crate::declaration::real::{Real, Refuse};
use crate::questions::{Answer, End, Question, Refused, answers_of, each_question};

/// Answers the questions of a file that are about contracts of this executable, and leaves the answers in the folder. If
/// one answer takes longer than the limit, the process ends: nothing else stops code that does not return.
pub(super) fn leave(
    questions: &Path,
    folder: &Path,
    built: &Built<'_>,
    limit: Duration,
) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot answer {}: {error}", questions.display());
    let executable = std::env::current_exe().map_err(failed)?;
    let file = File::create(answers_of(folder, &executable)).map_err(failed)?;
    let mut late = file.try_clone().map_err(failed)?;
    let watch = Watch::start(limit, move |number| {
        // Each answer before is in the file. If this cannot be written, the missing end says that something is wrong.
        let _ = late.write_all(End::TooSlow(number).to_line().as_bytes());
        std::process::exit(0);
    })
    .map_err(failed)?;
    let mut out = BufWriter::new(file);
    let each = each_question(questions, |question| {
        let number = question.number;
        watch.begin(number);
        let answered = answer(&question, built);
        watch.end();
        if let Some(refused) = answered {
            // Each is there at once, so that one that ends the process is known by what is not.
            out.write_all(Answer { number, refused }.to_line().as_bytes())?;
            out.flush()?;
        }
        Ok(())
    });
    each.map_err(failed)?;
    out.write_all(End::Whole.to_line().as_bytes())
        .and_then(|()| out.flush())
        .map_err(failed)
}

/// The answer; `None` if no contract of this executable is meant. If it is not known which contract is, all contracts of
/// the service for the event must read the payload.
fn answer(question: &Question, built: &Built<'_>) -> Option<Option<Refused>> {
    let is_meant = |declaration: &&Declaration| declaration.event == question.event;
    let all = built
        .of_service(&question.service, Role::Consumes)
        .filter(is_meant);
    let all: Vec<&Declaration> = all.collect();
    let is_named = |one: &&Declaration| {
        let meant = question.contract.as_ref();
        meant.is_some_and(|name| one.name == name.as_deref())
    };
    let named: Vec<&Declaration> = all.iter().copied().filter(is_named).collect();
    let declarations = if named.is_empty() { all } else { named };
    let readers: Vec<Vec<Refuse>> = declarations.into_iter().map(readers).collect();
    if readers.iter().all(Vec::is_empty) {
        return None;
    }
    Some(
        readers
            .iter()
            .find_map(|readers| refused(readers, &question.payload)),
    )
}

/// The readers of a consumer: its own type, and each older one that it reads too.
fn readers(declaration: &Declaration) -> Vec<Refuse> {
    let is_in_envelope = declaration.layout.envelope.is_some();
    let reader = |real: &Real| match is_in_envelope {
        true => real.refuse_in_envelope,
        false => real.refuse,
    };
    let older = declaration.older.iter().map(|older| &older.real);
    [&declaration.real]
        .into_iter()
        .chain(older)
        .filter_map(reader)
        .collect()
}

/// The reason of the first reader, if all refuse the payload.
fn refused(readers: &[Refuse], payload: &str) -> Option<Refused> {
    let mut first = None;
    for refuse in readers {
        let refused = truth::called(|| refuse(payload)).unwrap_or_else(|_| {
            // The text of a panic may hold values of the message.
            Some(Refused {
                rule: "forbidden-shape".to_owned(),
                place: String::new(),
                expected: "a value for which the reader does not panic".to_owned(),
            })
        });
        match refused {
            None => return None,
            refused => first = first.or(refused),
        }
    }
    first
}
