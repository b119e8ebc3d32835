//! The form of an input, and how its start shows it.

use super::scanner;

/// How the messages of an input follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One message a line.
    Lines,
    /// JSON texts one behind the other, with or without space between them. The items of an array
    /// are messages.
    Values,
}

impl Form {
    /// The form that the start of an input shows. `text` is all of it, or ends somewhere behind its
    /// first line unless that line is longer.
    ///
    /// What is broken is taken for lines: there the next message is sure to be found.
    pub(super) fn of(text: &[u8]) -> Self {
        let text = text.trim_ascii_start();
        let Some(first) = text.first() else {
            return Form::Lines;
        };
        if *first == b'[' {
            return Form::Values;
        }
        let end = memchr::memchr(b'\n', text);
        let (line, below) = text.split_at(end.unwrap_or(text.len()));
        match scanner::end_of_value(line) {
            Some(end) => match line[end..].trim_ascii_start().first() {
                Some(b'{' | b'[' | b'"') => Form::Values,
                _ => Form::Lines,
            },
            // Only a text that goes on is broken off behind one of these, or before one.
            None => {
                let last = line.trim_ascii_end().last();
                let next = below.trim_ascii_start().first();
                let goes_on = matches!(last, Some(b'{' | b'[' | b',' | b':'))
                    || matches!(next, Some(b'}' | b']' | b',' | b':'));
                match goes_on && end.is_some() && matches!(first, b'{') {
                    true => Form::Values,
                    false => Form::Lines,
                }
            }
        }
    }
}

/// Returns true if the start of an input is enough to show its form: its first value has ended and another one begins
/// on the line, or something stands below its first line.
pub(super) fn is_shown(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    if text.first() == Some(&b'[') {
        return true;
    }
    match memchr::memchr(b'\n', text) {
        // What follows the first line may show its form too.
        Some(end) => !text[end..].trim_ascii_start().is_empty(),
        None => {
            let end = scanner::end_of_value(text);
            end.is_some_and(|end| !text[end..].trim_ascii_start().is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_of_an_input_shows_its_form() {
        for (text, form) in [
            ("", Form::Lines),
            ("\n \n", Form::Lines),
            ("{\"a\":1}\n{\"a\":2}\n", Form::Lines),
            ("{\"a\":1}", Form::Lines),
            ("1\n2\n", Form::Lines),
            ("\"a\nb\"\n", Form::Lines),
            ("no json\n{}\n", Form::Lines),
            ("{\"a\":1} and more\n", Form::Lines),
            // Cut at its start, or at its end.
            ("\":1}\n{\"a\":2}\n", Form::Lines),
            ("{\"a\":\"x\n{\"a\":2}\n", Form::Lines),
            ("{\"a\":12345", Form::Lines),
            ("[{\"a\":1}]", Form::Values),
            ("\n[\n{\"a\":1}]", Form::Values),
            ("{\"a\":1}{\"a\":2}", Form::Values),
            ("{\"a\":1} {\"a\":2}\n", Form::Values),
            ("{\n  \"a\": 1\n}\n", Form::Values),
            ("{\"a\":\r\n1}\n", Form::Values),
            ("{ \"a\": 1\n, \"b\": 2 }", Form::Values),
        ] {
            assert_eq!(Form::of(text.as_bytes()), form, "{text:?}");
        }
    }
}
