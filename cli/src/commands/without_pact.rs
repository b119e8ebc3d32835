//! `cargo counterpart pact` in a build without Pact.

use std::ffi::OsString;

use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;

/// Message pacts, both ways: this build lacks them, see `cargo counterpart pact`
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Pact {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<OsString>,
}

impl Pact {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        Err(
            Failure::new("`pact` needs the feature `pact`, which this build lacks").hint(
                "`cargo install cargo-counterpart --features pact`; in a checkout of Counterpart, \
             `cargo counterpart-full pact …`",
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        pact: Pact,
    }

    #[test]
    fn each_call_says_how_to_get_the_feature() {
        for arguments in [
            &["pact"][..],
            &["pact", "verify", "--provider", "mailer", "pacts"],
            &["pact", "--help"],
            &["pact", "verify", "--broker=http://localhost"],
        ] {
            let program = Program::try_parse_from(arguments).expect("any arguments");
            insta::allow_duplicates! {
                insta::assert_snapshot!(program.pact.run().unwrap_err(), @r"
                error: `pact` needs the feature `pact`, which this build lacks
                  hint: `cargo install cargo-counterpart --features pact`; in a checkout of Counterpart, `cargo counterpart-full pact …`
                ");
            }
        }
    }
}
