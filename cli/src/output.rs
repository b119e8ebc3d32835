//! The one place that writes to the terminal: results to standard output, progress to standard error.

use std::io::{self, ErrorKind, Write};

use crate::failure::Failure;

/// Writes results. A reader that has seen enough and closed the pipe is no error.
pub(crate) fn results(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out
        .write_all(printable(text).as_bytes())
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "cannot write the results to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a document for machines as it is: its renderer made harmless what others wrote, in the way of its format.
pub(crate) fn document(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "cannot write the results to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Says what is going on. Whether anyone hears it does not matter.
pub(crate) fn progress(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Passes on what another program printed, as it printed it.
pub(crate) fn passed_on(said: &[u8]) {
    let _ = io::stderr().lock().write_all(said);
}

/// Says why the command could not complete.
pub(crate) fn failure(failure: &Failure) {
    progress(&failure.to_string());
}

/// Other teams' names and values must not repaint a terminal: control and direction characters are shown as escapes.
pub(crate) fn printable(text: &str) -> String {
    let is_unsafe = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(is_unsafe) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| {
            if is_unsafe(c) {
                c.escape_unicode().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_repaint_a_terminal_is_escaped() {
        assert_eq!(
            printable("a\u{1b}[31mb\u{202e}c\r\nü"),
            "a\\u{1b}[31mb\\u{202e}c\\u{d}\nü"
        );
    }
}
