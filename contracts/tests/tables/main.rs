//! Tables of types, with serde as the judge, and a test for each of their lines: a name chooses one, and each that is wrong is
//! a red dot of its own. `cargo test -p counterpart --test tables -- odd_types::keys`.
//!
//! Each type is judged with `COUNTERPART_TEST_TEXTS` texts, 100 if that is not set. The long run is 10,000:
//! `COUNTERPART_TEST_TEXTS=10000 cargo test --release -p counterpart --test tables`.

mod catalogue;
mod event_shapes;
mod judge;
mod line;
mod odd_types;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = catalogue::trials();
    trials.extend(event_shapes::trials());
    trials.extend(odd_types::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
