//! The text after a `\`, in a class and outside.

use super::Dialect;
use super::property;
use super::reader::{Flags, Reader};
use super::set::Set;

/// The meaning of an escape.
pub(super) enum Escaped {
    Char(char),
    Set(Set),
}

const NOTHING: &str = "an escape that its dialect does not have";
const PYTHON_SPACE: &str = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const PYTHON_WORD: &str = r"\p{L}\p{N}_";
const RUST_WORD: &str = r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}";
const ASCII_SPACE: &str = r" \t-\r";
const JAVA_HORIZONTAL: &str = r" \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000";
pub(super) const JAVA_VERTICAL: &str = r"\n-\r\x85\u2028\u2029";

/// The characters of a word.
pub(super) fn word(dialect: Dialect, flags: Flags) -> Set {
    Set::of(match dialect {
        Dialect::Python if !flags.ascii => PYTHON_WORD,
        Dialect::Rust => RUST_WORD,
        _ => r"\w",
    })
}

fn digit(dialect: Dialect, flags: Flags) -> Set {
    Set::of(match dialect {
        Dialect::Python if !flags.ascii => r"\p{Nd}",
        Dialect::Rust => r"\p{Nd}",
        _ => r"\d",
    })
}

fn space(dialect: Dialect, flags: Flags) -> Set {
    Set::of(match dialect {
        Dialect::Python if !flags.ascii => PYTHON_SPACE,
        Dialect::Rust => r"\p{White_Space}",
        _ => ASCII_SPACE,
    })
}

impl Reader<'_> {
    /// After `\`.
    pub(super) fn escaped(&mut self) -> Result<Escaped, &'static str> {
        let (dialect, flags) = (self.dialect, self.flags);
        let c = self.next().ok_or("`\\` at the end")?;
        let java = dialect == Dialect::Java;
        let set = |set: Set| Ok(Escaped::Set(set));
        match c {
            'd' => set(digit(dialect, flags)),
            'D' => set(digit(dialect, flags).complement()),
            'w' => set(word(dialect, flags)),
            'W' => set(word(dialect, flags).complement()),
            's' => set(space(dialect, flags)),
            'S' => set(space(dialect, flags).complement()),
            'h' if java => set(Set::of(JAVA_HORIZONTAL)),
            'H' if java => set(Set::of(JAVA_HORIZONTAL).complement()),
            'v' if java => set(Set::of(JAVA_VERTICAL)),
            'V' if java => set(Set::of(JAVA_VERTICAL).complement()),
            'p' | 'P' => {
                let named = self.property()?;
                set(if c == 'P' { named.complement() } else { named })
            }
            _ => self.escaped_char(c).map(Escaped::Char),
        }
    }

    fn escaped_char(&mut self, c: char) -> Result<char, &'static str> {
        let (python, rust, java) = (
            self.dialect == Dialect::Python,
            self.dialect == Dialect::Rust,
            self.dialect == Dialect::Java,
        );
        match c {
            't' => Ok('\t'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            'f' => Ok('\u{c}'),
            'v' if !java => Ok('\u{b}'),
            'a' => Ok('\u{7}'),
            'e' if java => Ok('\u{1b}'),
            '0' if !rust => self.octal(java),
            'x' if !python && self.eat('{') => self.braced(),
            'x' => self.hex(2).and_then(code_point),
            'u' if rust && self.eat('{') => self.braced(),
            'u' => {
                let high = self.hex(4)?;
                let is_pair = java && (0xD800..0xDC00).contains(&high) && self.eat('\\') && self.eat('u');
                if !is_pair {
                    return code_point(high);
                }
                match self.hex(4)? {
                    low @ 0xDC00..0xE000 => code_point(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
                    _ => Err(NOTHING),
                }
            }
            'U' if rust && self.eat('{') => self.braced(),
            'U' if !java => self.hex(8).and_then(code_point),
            'c' if java => match self.next() {
                Some(c) if c.is_ascii() => code_point(u32::from(c) ^ 64),
                _ => Err(NOTHING),
            },
            '1'..='9' | 'k' => Err("a backreference"),
            '<' | '>' if rust => Err("an end of a word"),
            c if c.is_ascii_alphanumeric() || (rust && !c.is_ascii()) => Err(NOTHING),
            c => Ok(c),
        }
    }

    /// After `\0`: in Python up to two digits more, in Java one to three.
    fn octal(&mut self, java: bool) -> Result<char, &'static str> {
        let (mut value, mut count) = (0, 0);
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
            let fits = if java {
                count < 2 || (count == 2 && value * 8 + digit < 256)
            } else {
                count < 2
            };
            if !fits {
                break;
            }
            value = value * 8 + digit;
            count += 1;
            self.at += 1;
        }
        if java && count == 0 {
            return Err(NOTHING);
        }
        code_point(value)
    }

    fn hex(&mut self, digits: usize) -> Result<u32, &'static str> {
        let mut value = 0;
        for _ in 0..digits {
            let digit = self.next().and_then(|c| c.to_digit(16)).ok_or(NOTHING)?;
            value = value * 16 + digit;
        }
        Ok(value)
    }

    /// After `{`.
    fn braced(&mut self) -> Result<char, &'static str> {
        let (mut value, mut count) = (0u32, 0);
        loop {
            match self.next() {
                Some('}') if count > 0 => return code_point(value),
                Some(c) if count < 8 => {
                    value = value * 16 + c.to_digit(16).ok_or(NOTHING)?;
                    count += 1;
                }
                _ => return Err(NOTHING),
            }
        }
    }

    /// After `\p`.
    fn property(&mut self) -> Result<Set, &'static str> {
        let mut name = String::new();
        if self.eat('{') {
            loop {
                match self.next() {
                    Some('}') => break,
                    Some(c) if name.len() < 64 => name.push(c),
                    _ => return Err("`\\p{` without an end"),
                }
            }
        } else {
            name.extend(self.next());
        }
        let set = property::named(&name, self.dialect)?;
        if self.flags.ignore_case {
            return Err("a Unicode property without regard to case");
        }
        Ok(set)
    }
}

fn code_point(value: u32) -> Result<char, &'static str> {
    char::from_u32(value).ok_or("an escape that names no character")
}
