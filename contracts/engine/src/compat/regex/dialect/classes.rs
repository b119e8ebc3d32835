//! The text between `[` and `]`.

use super::Dialect;
use super::case;
use super::escapes::Escaped;
use super::reader::Reader;
use super::set::Set;

/// The maximum nesting of classes.
const MAX_DEPTH: usize = 20;
const OPEN: &str = "a class that is never closed";

#[derive(Clone, Copy)]
enum Operation {
    And,
    Minus,
    Either,
}

/// The part of a class that was read so far.
struct Operand {
    set: Set,
    plain: bool,
    nested: bool,
}

impl Operand {
    fn new() -> Self {
        Self {
            set: Set::empty(),
            plain: false,
            nested: false,
        }
    }

    fn add(&mut self, set: Set, nested: bool) -> Result<(), &'static str> {
        let before = std::mem::replace(&mut self.set, Set::empty());
        self.set = before.or(set)?;
        self.nested |= nested;
        self.plain |= !nested;
        Ok(())
    }
}

impl Reader<'_> {
    /// After `[`.
    pub(super) fn class(&mut self, depth: usize) -> Result<Set, &'static str> {
        if depth > MAX_DEPTH {
            return Err("classes that nest too deep");
        }
        let java = self.dialect == Dialect::Java;
        let negative = self.eat('^');
        let mut left: Option<(Set, Operation)> = None;
        let mut operand = Operand::new();
        let mut combined = false;
        let mut first = true;
        loop {
            let c = self.next().ok_or(OPEN)?;
            if self.flags.extended && (c == '#' || c.is_whitespace()) {
                return Err("space in a class of an extended expression");
            }
            if c == ']' && !first {
                break;
            }
            if let Some(operation) = self.operation(c) {
                if first && c == '-' {
                    return Err("a class that starts with two hyphens");
                }
                self.at += 1;
                if java && (first || self.peek().is_some_and(|c| "&^]".contains(c))) {
                    return Err("an intersection that Java reads in its own way");
                }
                combined = true;
                let right = std::mem::replace(&mut operand, Operand::new());
                left = Some((joined(left, right, java)?, operation));
                // A `]` after an operation ends the class.
                first = false;
                continue;
            }
            if c == '[' && self.dialect != Dialect::Python {
                let set = match self.posix() {
                    Some(set) => set?,
                    None => self.class(depth + 1)?,
                };
                operand.add(set, true)?;
                combined = true;
            } else {
                let set = self.element(c)?;
                operand.add(set, false)?;
            }
            first = false;
        }
        if java && negative && combined {
            return Err("a negated class of classes, which Java reads in its own way");
        }
        let set = joined(left, operand, java)?;
        Ok(if negative { set.complement() } else { set })
    }

    /// The operation for two equal marks, the first of which was read.
    fn operation(&self, c: char) -> Option<Operation> {
        if self.peek() != Some(c) {
            return None;
        }
        match (c, self.dialect) {
            ('&', Dialect::Rust | Dialect::Java) => Some(Operation::And),
            ('-', Dialect::Rust) => Some(Operation::Minus),
            ('~', Dialect::Rust) => Some(Operation::Either),
            _ => None,
        }
    }

    /// One character, range or set that begins with this.
    fn element(&mut self, c: char) -> Result<Set, &'static str> {
        let low = match self.one(c)? {
            Escaped::Set(set) => {
                let hyphen = self.peek() == Some('-') && self.peek_at(1).is_some_and(|c| c != ']');
                let subtracts = self.peek_at(1) == Some('-');
                // Java's `[\w-.]` has a hyphen, Rust's `[\w--\d]` subtracts, and else it is an error.
                let is_read = match self.dialect {
                    Dialect::Java => !subtracts,
                    Dialect::Rust => subtracts,
                    _ => false,
                };
                if hyphen && !is_read {
                    return Err("a range that starts with a set");
                }
                return Ok(set);
            }
            Escaped::Char(low) => low,
        };
        let next = self.peek_at(1);
        let subtracts = self.dialect == Dialect::Rust && next == Some('-');
        if self.peek() != Some('-') || next.is_none_or(|c| c == ']') || subtracts {
            return self.folded(low, low);
        }
        self.at += 1;
        let c = self.next().ok_or(OPEN)?;
        if c == '[' && self.dialect != Dialect::Python {
            return Err("a range that ends in a class");
        }
        match self.one(c)? {
            Escaped::Char(high) if low <= high => self.folded(low, high),
            Escaped::Char(_) => Err("a range of characters that is out of order"),
            Escaped::Set(_) => Err("a range that ends in a set"),
        }
    }

    fn one(&mut self, c: char) -> Result<Escaped, &'static str> {
        if c != '\\' {
            return Ok(Escaped::Char(c));
        }
        if self.dialect == Dialect::Python && self.eat('b') {
            return Ok(Escaped::Char('\u{8}'));
        }
        if self.dialect == Dialect::Java && self.peek() == Some('Q') {
            return Err("a quotation in a class");
        }
        self.escaped()
    }

    /// The characters between two, with the current case sensitivity.
    pub(super) fn folded(&self, low: char, high: char) -> Result<Set, &'static str> {
        if self.flags.ignore_case {
            // Without flags of its own Java minds no case but that of ASCII.
            let only_ascii = self.flags.ascii || self.dialect == Dialect::Java;
            return case::folded(low, high, self.dialect, only_ascii);
        }
        Ok(if low == high {
            Set::single(low)
        } else {
            Set::range(low, high)
        })
    }

    /// After a `[` in a class: Rust's `[:alpha:]`.
    fn posix(&mut self) -> Option<Result<Set, &'static str>> {
        if self.dialect != Dialect::Rust || self.peek() != Some(':') {
            return None;
        }
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().take(12).position(|c| *c == ':')?;
        if rest.get(length + 1) != Some(&']') {
            return None;
        }
        let name: String = rest[..length].iter().collect();
        self.at += length + 3;
        let (name, negative) = match name.strip_prefix('^') {
            Some(rest) => (rest, true),
            None => (&*name, false),
        };
        let items = match name {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => r"\0-\x7f",
            "blank" => r" \t",
            "cntrl" => r"\0-\x1f\x7f",
            "digit" => "0-9",
            "graph" => r"!-\x7e",
            "lower" => "a-z",
            "print" => r" -\x7e",
            "punct" => r"!-/:-@\[-`{-\x7e",
            "space" => r" \t-\r",
            "upper" => "A-Z",
            "word" => r"\w",
            "xdigit" => "0-9A-Fa-f",
            _ => return Some(Err("a class that has no such name")),
        };
        if self.flags.ignore_case {
            return Some(Err("a named class without regard to case"));
        }
        let set = Set::of(items);
        Some(Ok(if negative { set.complement() } else { set }))
    }
}

fn joined(left: Option<(Set, Operation)>, right: Operand, java: bool) -> Result<Set, &'static str> {
    let Some((left, operation)) = left else {
        return Ok(right.set);
    };
    if java && (right.plain == right.nested) {
        return Err("an intersection that Java reads in its own way");
    }
    let right = right.set;
    match operation {
        Operation::And => left.and(&right),
        Operation::Minus => left.minus(&right),
        Operation::Either => left.minus(&right)?.or(right.minus(&left)?),
    }
}
