//! A line of a table as a test.

use libtest_mimic::{Failed, Trial};

/// Runs on a stack that types which hold themselves do not exhaust.
const STACK: usize = 64 << 20;

pub(crate) fn trial(name: String, test: impl FnOnce() -> Result<(), String> + Send + 'static) -> Trial {
    Trial::test(name, || {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(test)?;
        match thread.join() {
            Ok(result) => result.map_err(Failed::from),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
