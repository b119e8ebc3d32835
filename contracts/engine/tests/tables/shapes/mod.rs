//! Shapes of schemas that grow with a number: each size has to be decided within the default limits, at a cost that grows with it
//! and no faster than the shape allows. `METHOD.md` has the table; `COUNTERPART_TEST_UPDATE=1` writes it anew.
//!
//! Time is not asserted. `cargo test --release -p counterpart-engine --test tables -- --ignored shapes::times` prints it.

mod booleans;
mod counts;
mod depth;
mod flattened;
mod limits;
mod many;
mod patterns;
mod reordered;

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Examination, Limits, Verdict, examine};
use counterpart_engine::json;
use libtest_mimic::{Failed, Trial};

/// A family of pairs of schemas, one for each size.
pub(crate) struct Shape {
    /// In a test's name: lower case, with hyphens.
    pub(crate) name: &'static str,
    /// In the table: what grows.
    pub(crate) what: &'static str,
    /// From small to large, at least two. The largest is the one that is promised.
    pub(crate) sizes: &'static [usize],
    pub(crate) make: fn(usize) -> Pair,
    /// The exponent of the growth of steps between neighbouring sizes that is allowed: 1.0 is linear, with a tenth for rounding.
    pub(crate) growth: f64,
}

/// One pair of a shape.
pub(crate) struct Pair {
    pub(crate) emitted: String,
    pub(crate) accepted: String,
    pub(crate) contained: bool,
}

/// All shapes, in the order of the table.
fn shapes() -> Vec<Shape> {
    [
        flattened::shapes(),
        booleans::shapes(),
        counts::shapes(),
        depth::shapes(),
        limits::shapes(),
        many::shapes(),
        patterns::shapes(),
        reordered::shapes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for shape in shapes() {
        for size in shape.sizes {
            let (make, size) = (shape.make, *size);
            trials.push(Trial::test(format!("shapes::{}/{size}", shape.name), move || {
                decided(&make(size), from_text).map(drop)
            }));
        }
    }
    trials.push(Trial::test("shapes::table", table));
    trials.push(Trial::test("shapes::times", times).with_ignored_flag(true));
    trials
}

fn from_text(text: &str) -> Result<Schema, Failed> {
    Ok(Schema::parse(text.as_bytes(), &Options::default())?)
}

/// Of a value the steps grow with the search alone: no answer follows from a text.
fn from_value(text: &str) -> Result<Schema, Failed> {
    let value = json::parse(text.as_bytes())?;
    Ok(Schema::from_json(value, &Options::default())?)
}

/// Returns the examination if it has the right verdict, and each witness is one for both evaluators.
fn decided(pair: &Pair, read: fn(&str) -> Result<Schema, Failed>) -> Result<Examination, Failed> {
    let (emitted, accepted) = (read(&pair.emitted)?, read(&pair.accepted)?);
    let examination = examine(&emitted, &accepted, &Limits::default());
    match &examination.verdict {
        Verdict::Compatible if pair.contained => {}
        Verdict::Compatible => return Err("unsound: it is not contained".into()),
        Verdict::Incompatible(findings) => {
            if pair.contained {
                return Err(format!("a false alarm: {}", findings[0].witness).into());
            }
            for finding in findings {
                if emitted.accepts(&finding.witness) != Ok(true)
                    || accepted.accepts(&finding.witness) != Ok(false)
                {
                    return Err(format!("{} is no witness", finding.witness).into());
                }
            }
        }
        Verdict::Unproven(reasons) => {
            return Err(format!("undecided, {}: {}", reasons[0].kind, reasons[0].text).into());
        }
    }
    Ok(examination)
}

const BEGIN: &str = "<!-- shapes: written by `tests/tables/shapes` -->\n";
const END: &str = "<!-- end of shapes -->";

/// Compares the table in `METHOD.md` with what is needed now, and the growth with what is allowed.
fn table() -> Result<(), Failed> {
    let mut rows = String::from(
        "| shape | decided up to | steps | steps for each unit, smallest and largest |\n|---|--:|--:|--:|\n",
    );
    let mut too_steep = String::new();
    for shape in shapes() {
        let mut steps = Vec::new();
        for size in shape.sizes {
            let examination = decided(&(shape.make)(*size), from_value).map_err(|failed| {
                Failed::from(format!(
                    "{}/{size}: {}",
                    shape.name,
                    failed.message().unwrap_or_default()
                ))
            })?;
            steps.push((*size as f64, examination.steps.max(1) as f64));
        }
        for (small, large) in steps.iter().zip(&steps[1..]) {
            let exponent = (large.1 / small.1).ln() / (large.0 / small.0).ln();
            if exponent > shape.growth + 0.1 {
                let (allowed, name) = (shape.growth, shape.name);
                writeln!(
                    too_steep,
                    "{name}: steps grow with the power {exponent:.2} from {} to {}, not {allowed}",
                    small.0, large.0
                )?;
            }
        }
        let (first, last) = (steps[0], steps[steps.len() - 1]);
        writeln!(
            rows,
            "| {} | {} | {} | {:.0}, {:.0} |",
            shape.what,
            last.0,
            last.1,
            first.1 / first.0,
            last.1 / last.0
        )?;
    }
    if !too_steep.is_empty() {
        return Err(too_steep.into());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compat/METHOD.md");
    let text = std::fs::read_to_string(&path)?;
    let from = text
        .find(BEGIN)
        .ok_or("METHOD.md has no beginning of the table")?
        + BEGIN.len();
    let to = text.find(END).ok_or("METHOD.md has no end of the table")?;
    let updated = format!("{}\n{rows}\n{}", &text[..from], &text[to..]);
    if updated == text {
        return Ok(());
    }
    if std::env::var_os("COUNTERPART_TEST_UPDATE").is_some() {
        std::fs::write(&path, updated)?;
        return Ok(());
    }
    Err(format!("METHOD.md has another table; COUNTERPART_TEST_UPDATE=1 writes this one:\n{rows}").into())
}

/// Prints for each size the steps, the time, and the time of a step. `COUNTERPART_TEST_SHAPES=WORD` chooses shapes by a word in
/// their names.
#[expect(clippy::print_stdout, reason = "a report of what was measured")]
fn times() -> Result<(), Failed> {
    let word = std::env::var("COUNTERPART_TEST_SHAPES").unwrap_or_default();
    for shape in shapes().iter().filter(|shape| shape.name.contains(&word)) {
        for size in shape.sizes {
            let pair = (shape.make)(*size);
            let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
            let (emitted, accepted) = (read(&pair.emitted)?, read(&pair.accepted)?);
            let started = Instant::now();
            let examination = examine(&emitted, &accepted, &Limits::default());
            let time = started.elapsed();
            let verdict = match examination.verdict {
                Verdict::Unproven(_) => "undecided",
                _ => "decided",
            };
            let each = time.as_nanos() / u128::from(examination.steps.max(1));
            println!(
                "{:<40} {size:>7} {verdict:<9} {:>9} steps {time:>12.3?} {each:>7} ns a step",
                shape.name, examination.steps
            );
        }
    }
    Ok(())
}
