//! The text after a `(`.

use super::Dialect;
use super::reader::{Flags, Frame, Reader};

const NO_FLAG: &str = "flags that cannot be rewritten";

impl Reader<'_> {
    /// After `(`.
    pub(super) fn group(&mut self) -> Result<(), &'static str> {
        if !self.eat('?') {
            self.open("(", false);
            return Ok(());
        }
        let (python, rust, java) = (
            self.dialect == Dialect::Python,
            self.dialect == Dialect::Rust,
            self.dialect == Dialect::Java,
        );
        match self.next() {
            Some(':') => self.open("(?:", false),
            Some(c @ ('=' | '!')) if !rust => self.open(if c == '=' { "(?=" } else { "(?!" }, true),
            Some('<') if !rust && self.eat('=') => self.open("(?<=", true),
            Some('<') if !rust && self.eat('!') => self.open("(?<!", true),
            Some('=' | '!') => return Err("lookaround, which Rust's `regex` does not have"),
            Some('<') if !python => self.named()?,
            Some('P') if !java && self.eat('<') => self.named()?,
            Some('P') if python => return Err("a backreference"),
            Some('#') if python => while self.next().ok_or("a comment without an end")? != ')' {},
            Some('>') => return Err("an atomic group"),
            Some('(') => return Err("a condition"),
            Some(c) if c.is_ascii_alphabetic() || c == '-' => {
                self.at -= 1;
                self.flags()?;
            }
            _ => return Err("`(?` opens no kind of group"),
        }
        Ok(())
    }

    fn open(&mut self, text: &str, is_assertion: bool) {
        let frame = Frame {
            flags: self.flags,
            opened: self.out.len(),
            is_assertion,
            return_before: self.may_follow_return,
            return_after: false,
            is_once: false,
        };
        self.frames.push(frame);
        self.out.push_str(text);
        self.last = None;
    }

    fn named(&mut self) -> Result<(), &'static str> {
        let mut name = String::new();
        loop {
            match self.next() {
                Some('>') => break,
                Some(c) => name.push(c),
                None => return Err("the name of a group without an end"),
            }
        }
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty();
        // Without backreferences a name decides nothing.
        let text = if is_plain {
            format!("(?<{name}>")
        } else {
            "(?:".to_owned()
        };
        self.open(&text, false);
        Ok(())
    }

    /// After `(?`, before a letter or `-`.
    fn flags(&mut self) -> Result<(), &'static str> {
        let at_start = self.out.is_empty() && self.frames.is_empty();
        let mut flags = self.flags;
        let mut on = true;
        loop {
            match self.next() {
                Some('-') if on => on = false,
                Some(':') => {
                    self.open("(?:", false);
                    self.flags = flags;
                    return Ok(());
                }
                Some(')') => {
                    if self.dialect == Dialect::Python && !at_start {
                        return Err("flags that do not stand first");
                    }
                    self.flags = flags;
                    return Ok(());
                }
                Some(c) => self.flag(&mut flags, c, on)?,
                None => return Err(NO_FLAG),
            }
        }
    }

    fn flag(&self, flags: &mut Flags, c: char, on: bool) -> Result<(), &'static str> {
        match (self.dialect, c) {
            (_, 'i') => flags.ignore_case = on,
            (_, 'm') => flags.multi_line = on,
            (_, 's') => flags.dot_all = on,
            (_, 'x') => flags.extended = on,
            (Dialect::Python, 'a') if on => flags.ascii = true,
            (Dialect::Python | Dialect::Rust, 'u') if on && !flags.ascii => {}
            // Greed decides nothing here.
            (Dialect::Rust, 'U') => {}
            (Dialect::Java, 'd') => flags.unix_lines = on,
            _ => return Err(NO_FLAG),
        }
        Ok(())
    }
}
