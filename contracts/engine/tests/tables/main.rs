//! Tables of pairs of schemas, and a test for each of their lines: a name chooses some, and each that is wrong is a red dot of
//! its own. `cargo test -p counterpart-engine --test tables -- adv/uneval`.

mod labelled;
mod shapes;
mod versions;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = labelled::trials();
    trials.extend(shapes::trials());
    trials.extend(versions::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
