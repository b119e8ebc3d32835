//! Reads an expression of a dialect from left to right and writes the same in ECMA-262.

use super::super::Pattern;
use super::escapes::{self, Escaped};
use super::set::{Set, push_literal};
use super::{Dialect, MAX_LENGTH};

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    pub(super) multi_line: bool,
    pub(super) dot_all: bool,
    pub(super) extended: bool,
    /// Python's `a`.
    pub(super) ascii: bool,
    /// Java's `d`.
    pub(super) unix_lines: bool,
}

/// A group that is open.
pub(super) struct Frame {
    pub(super) flags: Flags,
    /// Its start in the output.
    pub(super) opened: usize,
    pub(super) is_assertion: bool,
    pub(super) return_before: bool,
    pub(super) return_after: bool,
    /// True if it holds what cannot be repeated: Java's `$` and `\R`.
    pub(super) is_once: bool,
}

/// The last part that can be repeated.
pub(super) struct Last {
    start: usize,
    is_assertion: bool,
    return_before: bool,
    is_once: bool,
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t [char],
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    pub(super) flags: Flags,
    pub(super) out: String,
    pub(super) frames: Vec<Frame>,
    pub(super) last: Option<Last>,
    /// True if the character before this place may be a carriage return: Java's `$` does not come between it and a
    /// line feed.
    pub(super) may_follow_return: bool,
    has_line_end: bool,
}

pub(super) fn read(text: &str, dialect: Dialect) -> Result<String, &'static str> {
    let text: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        text: &text,
        at: 0,
        dialect,
        flags: Flags::default(),
        out: String::new(),
        frames: Vec::new(),
        last: None,
        may_follow_return: true,
        has_line_end: false,
    };
    while let Some(c) = reader.next() {
        reader.token(c)?;
        if reader.out.len() > 4 * MAX_LENGTH {
            return Err("an expression that grows too long");
        }
    }
    if reader.frames.is_empty() {
        Ok(reader.out)
    } else {
        Err("a group that is never closed")
    }
}

impl Reader<'_> {
    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn token(&mut self, c: char) -> Result<(), &'static str> {
        if self.flags.extended && (c == '#' || c.is_whitespace()) {
            return self.skip(c);
        }
        match c {
            '(' => self.group(),
            ')' => self.close(),
            '|' => {
                self.out.push('|');
                self.last = None;
                match self.frames.last_mut() {
                    Some(frame) => {
                        frame.return_after |= self.may_follow_return;
                        self.may_follow_return = frame.return_before;
                    }
                    None => self.may_follow_return = true,
                }
                Ok(())
            }
            '^' => self.line_start(),
            '$' => self.line_end(self.flags.multi_line),
            '*' => self.repeat("*", 0),
            '+' => self.repeat("+", 1),
            '?' => self.repeat("?", 0),
            '{' => self.counter(),
            '.' => {
                let set = match self.dialect {
                    _ if self.flags.dot_all => Set::AllBut(String::new()),
                    Dialect::Java if !self.flags.unix_lines => Set::AllBut(r"\n\r\x85\u2028\u2029".into()),
                    _ => Set::AllBut(r"\n".into()),
                };
                self.set(&set)
            }
            '[' => {
                let set = self.class(0)?;
                self.set(&set)
            }
            '\\' => self.escape(),
            c => self.literal(c),
        }
    }

    /// Space and comments of an extended expression.
    fn skip(&mut self, c: char) -> Result<(), &'static str> {
        if !c.is_ascii() {
            return Err("space beyond ASCII in an extended expression");
        }
        if c == '#' {
            while let Some(c) = self.next() {
                match c {
                    '\n' => break,
                    // A line ends there for Java.
                    '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => return Err("a comment with an odd end"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn literal(&mut self, c: char) -> Result<(), &'static str> {
        if self.flags.ignore_case {
            let set = self.folded(c, c)?;
            if set != Set::single(c) {
                return self.set(&set);
            }
        }
        self.begin(false);
        push_literal(&mut self.out, c);
        self.may_follow_return = c == '\r';
        Ok(())
    }

    fn set(&mut self, set: &Set) -> Result<(), &'static str> {
        let text = set.text();
        self.begin(false);
        if self.dialect == Dialect::Java {
            let whole = Pattern::parse(&format!("^(?:{text})$"));
            self.may_follow_return = whole.map_or(true, |whole| whole.is_match("\r"));
        }
        self.out.push_str(&text);
        Ok(())
    }

    /// Something that can be repeated begins here.
    fn begin(&mut self, is_assertion: bool) {
        self.last = Some(Last {
            start: self.out.len(),
            is_assertion,
            return_before: self.may_follow_return,
            is_once: false,
        });
    }

    fn assertion(&mut self, text: &str) -> Result<(), &'static str> {
        self.out.push_str(text);
        self.last = None;
        Ok(())
    }

    fn line_start(&mut self) -> Result<(), &'static str> {
        match self.dialect {
            _ if !self.flags.multi_line => {
                self.may_follow_return = false;
                self.assertion("^")
            }
            Dialect::Java => Err("the start of a line"),
            _ => self.assertion(r"(?:^|(?<=\n))"),
        }
    }

    fn line_end(&mut self, multi_line: bool) -> Result<(), &'static str> {
        match self.dialect {
            Dialect::Python if !multi_line => self.assertion(r"(?=\n?$)"),
            Dialect::Rust if !multi_line => self.assertion("$"),
            Dialect::Java if multi_line => Err("the end of a line"),
            Dialect::Java if self.flags.unix_lines => self.assertion(r"(?=\n?$)"),
            Dialect::Java => {
                if self.may_follow_return {
                    return Err("`$` where a carriage return may stand before it");
                }
                self.frames.iter_mut().for_each(|frame| frame.is_once = true);
                self.has_line_end = true;
                self.assertion(r"(?=(?:\r\n|[\n\r\x85\u2028\u2029])?$)")
            }
            _ => self.assertion(r"(?=\n|$)"),
        }
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let frame = self.frames.pop().ok_or("`)` closes nothing")?;
        self.flags = frame.flags;
        self.may_follow_return = if frame.is_assertion {
            frame.return_before
        } else {
            self.may_follow_return || frame.return_after
        };
        self.out.push(')');
        self.last = Some(Last {
            start: frame.opened,
            is_assertion: frame.is_assertion,
            return_before: frame.return_before,
            is_once: frame.is_once,
        });
        Ok(())
    }

    fn repeat(&mut self, counter: &str, least: u64) -> Result<(), &'static str> {
        let last = self.last.take().ok_or("nothing to repeat")?;
        if last.is_once {
            return Err("a repeated `$` or `\\R`");
        }
        if self.peek() == Some('+') {
            return Err("a possessive counter, or a counter of a counter");
        }
        if last.is_assertion {
            self.out.insert_str(last.start, "(?:");
            self.out.push(')');
        }
        self.out.push_str(counter);
        if self.eat('?') {
            self.out.push('?');
        }
        if least == 0 {
            self.may_follow_return |= last.return_before;
        }
        Ok(())
    }

    /// After `{`.
    fn counter(&mut self) -> Result<(), &'static str> {
        let start = self.at;
        let min = self.digits();
        let comma = self.eat(',');
        let max = if comma { self.digits() } else { String::new() };
        let counts = self.eat('}') && (comma || !min.is_empty());
        let python = self.dialect == Dialect::Python;
        if !counts || (min.is_empty() && !python) {
            self.at = start;
            // Only Python reads `{` as itself.
            return if python {
                self.literal('{')
            } else {
                Err("`{` without a counter")
            };
        }
        let least = min.parse::<u64>().unwrap_or(u64::from(!min.is_empty()));
        let min = if min.is_empty() { "0" } else { &min };
        let comma = if comma { "," } else { "" };
        self.repeat(&format!("{{{min}{comma}{max}}}"), least)
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            digits.push(c);
            self.at += 1;
        }
        digits
    }

    /// After `\` outside of a class.
    fn escape(&mut self) -> Result<(), &'static str> {
        let (python, java) = (self.dialect == Dialect::Python, self.dialect == Dialect::Java);
        match self.peek() {
            Some('A') => {
                self.at += 1;
                self.may_follow_return = false;
                self.assertion("^")
            }
            Some('z') if !python => {
                self.at += 1;
                self.assertion("$")
            }
            Some('Z') if python => {
                self.at += 1;
                self.assertion("$")
            }
            Some('Z') if java => {
                self.at += 1;
                self.line_end(false)
            }
            Some(c @ ('b' | 'B')) => {
                self.at += 1;
                self.boundary(c == 'B')
            }
            Some('Q') if java => {
                self.at += 1;
                self.quotation()
            }
            Some('R') if java => {
                self.at += 1;
                self.begin(false);
                self.may_follow_return = true;
                self.out.push_str(r"(?:\r\n|[");
                self.out.push_str(escapes::JAVA_VERTICAL);
                self.out.push_str("])");
                // Java tries its two forms again only after it by itself, not if it is repeated.
                self.frames.iter_mut().for_each(|frame| frame.is_once = true);
                self.last.iter_mut().for_each(|last| last.is_once = true);
                Ok(())
            }
            _ => match self.escaped()? {
                Escaped::Char(c) => self.literal(c),
                Escaped::Set(set) => self.set(&set),
            },
        }
    }

    fn boundary(&mut self, negative: bool) -> Result<(), &'static str> {
        match self.dialect {
            // Its word changed with its versions.
            Dialect::Java => return Err("the end of a word, which differs between versions of Java"),
            // An empty text only has one place.
            Dialect::Python if negative => return Err("`\\B`"),
            Dialect::Python if self.flags.ascii => return self.assertion(r"\b"),
            Dialect::Rust if self.peek() == Some('{') => return Err("an end of a word"),
            _ => {}
        }
        let word = escapes::word(self.dialect, self.flags).text();
        let (after, other) = if negative { ("=", "!") } else { ("!", "=") };
        self.assertion(&format!(
            "(?:(?<={word})(?{after}{word})|(?<!{word})(?{other}{word}))"
        ))
    }

    /// After `\Q`.
    fn quotation(&mut self) -> Result<(), &'static str> {
        loop {
            match self.next() {
                None => return Ok(()),
                Some('\\') if self.eat('E') => return Ok(()),
                Some(c) => self.literal(c)?,
            }
        }
    }
}
