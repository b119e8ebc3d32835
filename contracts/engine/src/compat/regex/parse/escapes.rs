//! The text after a `\`.

use super::super::class::{self, Class};
use super::super::{PatternError, doubt, property};
use super::{ClassAtom, Parser, doubtful, syntax};

impl Parser<'_> {
    /// After `\`, `\b` and `\B` outside a class excepted.
    pub(super) fn escape(&mut self, in_class: bool) -> Result<ClassAtom, PatternError> {
        let start = self.at - 1;
        let Some(c) = self.next() else {
            return Err(syntax(start, "`\\` at the end"));
        };
        let point = |c: char| Ok(ClassAtom::Point(c.into()));
        let set = |class: &Class| Ok(ClassAtom::Set(class.clone()));
        match c {
            'd' => set(&class::DIGIT),
            'D' => set(&class::DIGIT.complement()),
            'w' => set(&class::WORD),
            'W' => set(&class::WORD.complement()),
            's' => set(&class::SPACE),
            'S' => set(&class::SPACE.complement()),
            't' => point('\t'),
            'n' => point('\n'),
            'v' => point('\u{b}'),
            'f' => point('\u{c}'),
            'r' => point('\r'),
            'b' if in_class => point('\u{8}'),
            '0' if !self.peek(0).is_some_and(|c| c.is_ascii_digit()) => point('\0'),
            'c' => match self.next() {
                Some(letter) if letter.is_ascii_alphabetic() => Ok(ClassAtom::Point(u32::from(letter) % 32)),
                _ => Err(syntax(start, "`\\c` without a letter")),
            },
            'x' => match self.hex(2) {
                Some(point) => Ok(ClassAtom::Point(point)),
                None => Err(syntax(start, "`\\x` without two hexadecimal digits")),
            },
            'u' => self.unicode_escape().map(ClassAtom::Point).ok_or_else(|| {
                syntax(
                    start,
                    "`\\u` without four hexadecimal digits or a code point in braces",
                )
            }),
            'p' | 'P' => {
                let class = self
                    .property()
                    .ok_or_else(|| syntax(start, "no such Unicode property"))?;
                Ok(ClassAtom::Set(if c == 'P' { class.complement() } else { class }))
            }
            '<' | '>' => Err(doubtful(start, doubt::WORD_END)),
            c if c.is_ascii_alphanumeric() => {
                Err(syntax(start, "an escaped letter or digit that means nothing"))
            }
            c => {
                let is_of_syntax = "^$\\.*+?()[]{}|/".contains(c) || (in_class && c == '-');
                self.is_open |= !is_of_syntax;
                point(c)
            }
        }
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        let value = text
            .iter()
            .try_fold(0, |value, c| Some(value * 16 + c.to_digit(16)?))?;
        self.at += digits;
        Some(value)
    }

    /// After `\u`. Two escapes that spell a surrogate pair are one code point.
    fn unicode_escape(&mut self) -> Option<u32> {
        if self.eat(&['{']) {
            let mut value: u32 = 0;
            let start = self.at;
            while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(16)) {
                value = value
                    .checked_mul(16)?
                    .checked_add(digit)
                    .filter(|value| *value <= class::MAX)?;
                self.at += 1;
            }
            return (self.at > start && self.eat(&['}'])).then_some(value);
        }
        let high = self.hex(4)?;
        let start = self.at;
        if (0xD800..0xDC00).contains(&high) && self.eat(&['\\', 'u']) {
            match self.hex(4) {
                Some(low) if (0xDC00..0xE000).contains(&low) => {
                    return Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                }
                _ => self.at = start,
            }
        }
        Some(high)
    }

    /// After `\p` or `\P`.
    fn property(&mut self) -> Option<Class> {
        if !self.eat(&['{']) {
            return None;
        }
        let length = self.text[self.at..].iter().take(64).position(|c| *c == '}')?;
        let name: String = self.text[self.at..self.at + length].iter().collect();
        self.at += length + 1;
        let class = property::class(&name);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '=';
        self.is_open |= class.is_none() && name.chars().all(is_name);
        class
    }
}
