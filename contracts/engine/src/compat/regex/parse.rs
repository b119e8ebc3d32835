//! Reads ECMA-262 expressions.

mod escapes;

use super::PatternError;
use super::ast::{Ast, Builder, Node, NodeId};
use super::class::{self, Class};
use super::{backreferences, doubt};

/// In characters.
const MAX_LENGTH: usize = 100_000;

/// An empty lookbehind at the start says nothing, and marks expressions whose meaning is another dialect's.
pub(crate) const OF_ANOTHER_DIALECT: &str = "(?<=)";

/// An expression without groups.
pub(super) struct Parsed {
    pub(super) ast: Ast,
    /// True if backreferences were spelled out.
    #[cfg(feature = "second-evaluator")]
    pub(super) is_resolved: bool,
}

pub(super) fn parse(text: &str) -> Result<Parsed, PatternError> {
    if text.starts_with(OF_ANOTHER_DIALECT) {
        return Err(PatternError::Unsupported {
            what: "an empty lookbehind at the start, which marks an expression of another dialect",
        });
    }
    let text = characters(text)?;
    let ast = Parser::of(&text).expression()?;
    Ok(Parsed {
        #[cfg(feature = "second-evaluator")]
        is_resolved: ast.is_referring(),
        ast: backreferences::resolve(ast)?,
    })
}

/// Returns true if the text is an expression of ECMA-262 under the flag `u`, without the sloppy notations that
/// [`parse`] accepts; `None` if that is undecided.
pub(super) fn is_strict(text: &str) -> Option<bool> {
    let text = characters(text).ok()?;
    let mut parser = Parser::of(&text);
    match parser.expression() {
        _ if parser.is_open => None,
        Ok(_) => Some(!parser.is_sloppy),
        Err(PatternError::Syntax { .. }) => Some(false),
        Err(PatternError::Doubtful { .. } | PatternError::Unsupported { .. }) => None,
    }
}

fn characters(text: &str) -> Result<Vec<char>, PatternError> {
    let text: Vec<char> = text.chars().take(MAX_LENGTH + 1).collect();
    if text.len() > MAX_LENGTH {
        return Err(PatternError::Unsupported {
            what: "an expression of more than 100,000 characters",
        });
    }
    Ok(text)
}

/// The meaning of escapes such as `\1` and `\k` depends on groups that may follow them.
struct GroupCount {
    captures: u64,
    named: bool,
    /// True if the text may have a backreference.
    referred: bool,
}

impl GroupCount {
    fn of(text: &[char]) -> Self {
        let mut count = GroupCount {
            captures: 0,
            named: false,
            referred: false,
        };
        let (mut at, mut in_class) = (0, false);
        while at < text.len() {
            match text[at] {
                '\\' => {
                    at += 1;
                    let is_reference = matches!(text.get(at), Some('1'..='9' | 'k'));
                    count.referred |= is_reference && !in_class;
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => match text[at + 1..] {
                    ['?', '<', '=' | '!', ..] => {}
                    ['?', '<', ..] => {
                        count.captures += 1;
                        count.named = true;
                    }
                    ['?', ..] => {}
                    _ => count.captures += 1,
                },
                _ => {}
            }
            at += 1;
        }
        count
    }
}

enum Group {
    Whole,
    Plain {
        opened: usize,
    },
    /// With its number.
    Capturing {
        opened: usize,
        number: u32,
    },
    Lookaround {
        behind: bool,
        negative: bool,
        opened: usize,
    },
}

/// A group that is being read: the alternatives before this one, and this one so far.
struct Frame {
    group: Group,
    alternatives: Vec<NodeId>,
    items: Vec<NodeId>,
    /// True if the last of `items` can be repeated.
    repeatable: bool,
}

impl Frame {
    fn new(group: Group) -> Self {
        Self {
            group,
            alternatives: Vec::new(),
            items: Vec::new(),
            repeatable: false,
        }
    }

    fn add(&mut self, node: NodeId, repeatable: bool) {
        self.items.push(node);
        self.repeatable = repeatable;
    }

    fn close(mut self, builder: &mut Builder) -> (Group, NodeId) {
        let last = builder.concat(self.items);
        self.alternatives.push(last);
        let node = builder.alternatives(self.alternatives);
        (self.group, node)
    }
}

/// One element of a class: a code point, which may start a range, or a set, which may not.
enum ClassAtom {
    /// May be a surrogate, which no text holds.
    Point(u32),
    Set(Class),
}

struct Parser<'a> {
    text: &'a [char],
    at: usize,
    builder: Builder,
    groups: GroupCount,
    /// True if a class came by in which another dialect would have read the start of a class in the class.
    may_end_a_set: bool,
    /// Capturing groups so far.
    captures: u32,
    /// The names of groups so far, with their numbers.
    names: Vec<(String, u32)>,
    /// Backreferences by name: the node, the name and its place.
    named_references: Vec<(NodeId, String, usize)>,
    /// True if the text has a notation that is an error under the flag `u`.
    is_sloppy: bool,
    /// True if the text has a notation that programs disagree about, or whose validity is unknown: a needless
    /// escape, a property beyond the tables, a name of a group beyond ASCII or a repeated one.
    is_open: bool,
}

impl<'a> Parser<'a> {
    fn of(text: &'a [char]) -> Self {
        Self {
            text,
            at: 0,
            builder: Builder::default(),
            groups: GroupCount::of(text),
            may_end_a_set: false,
            captures: 0,
            names: Vec::new(),
            named_references: Vec::new(),
            is_sloppy: false,
            is_open: false,
        }
    }

    fn expression(&mut self) -> Result<Ast, PatternError> {
        let mut outer: Vec<Frame> = Vec::new();
        let mut frame = Frame::new(Group::Whole);
        while let Some(c) = self.next() {
            let start = self.at - 1;
            match c {
                '|' => {
                    let items = std::mem::take(&mut frame.items);
                    frame.alternatives.push(self.builder.concat(items));
                    frame.repeatable = false;
                }
                '(' => {
                    let group = self.group()?;
                    outer.push(std::mem::replace(&mut frame, Frame::new(group)));
                }
                ')' => {
                    let Some(parent) = outer.pop() else {
                        return Err(syntax(start, "`)` closes nothing"));
                    };
                    let (group, node) = std::mem::replace(&mut frame, parent).close(&mut self.builder);
                    let node = match group {
                        Group::Lookaround { behind, negative, .. } => self.builder.push(Node::Lookaround {
                            child: node,
                            behind,
                            negative,
                        }),
                        Group::Capturing { number, .. } if self.groups.referred => {
                            self.builder.push(Node::Group { child: node, number })
                        }
                        Group::Whole | Group::Plain { .. } | Group::Capturing { .. } => node,
                    };
                    let is_lookaround = matches!(group, Group::Lookaround { .. });
                    self.is_sloppy |= is_lookaround && self.starts_counter();
                    // Lookbehind is never repeated, not even without the flag.
                    frame.add(node, !matches!(group, Group::Lookaround { behind: true, .. }));
                }
                '^' => frame.add(self.builder.push(Node::Start), false),
                '$' => frame.add(self.builder.push(Node::End), false),
                '*' => self.repeat(&mut frame, start, 0, None)?,
                '+' => self.repeat(&mut frame, start, 1, None)?,
                '?' => self.repeat(&mut frame, start, 0, Some(1))?,
                '{' => match self.counter()? {
                    Some((min, max)) => self.repeat(&mut frame, start, min, max)?,
                    None => {
                        self.is_sloppy = true;
                        frame.add(self.builder.class(Class::single('{'.into())), true);
                    }
                },
                '.' => frame.add(self.builder.class(class::DOT.clone()), true),
                '[' => {
                    let class = self.class()?;
                    frame.add(self.builder.class(class), true);
                }
                '\\' => match self.peek(0) {
                    Some(b @ ('b' | 'B')) => {
                        self.at += 1;
                        frame.add(self.builder.push(Node::Boundary { negative: b == 'B' }), false);
                    }
                    Some('1'..='9') => {
                        let node = self.numbered_reference(start)?;
                        frame.add(node, true);
                    }
                    Some('k') if self.groups.named => {
                        self.at += 1;
                        let node = self.named_reference(start)?;
                        frame.add(node, true);
                    }
                    _ => {
                        let class = match self.escape(false)? {
                            ClassAtom::Point(point) => Class::single(point),
                            ClassAtom::Set(class) => class,
                        };
                        frame.add(self.builder.class(class), true);
                    }
                },
                ']' if self.may_end_a_set => return Err(doubtful(start, doubt::LONE_BRACKET)),
                c => {
                    self.is_sloppy |= matches!(c, ']' | '}');
                    frame.add(self.builder.class(Class::single(c.into())), true);
                }
            }
        }
        match frame.group {
            Group::Whole => {
                let (_, root) = frame.close(&mut self.builder);
                for (node, name, at) in std::mem::take(&mut self.named_references) {
                    let groups = self.names.iter().filter(|(known, _)| *known == name);
                    let numbers: Vec<u32> = groups.map(|(_, number)| *number).collect();
                    match *numbers {
                        [] => return Err(syntax(at, "a backreference to no group")),
                        [number] => self.builder.replace(node, Node::Backreference(number)),
                        _ => {
                            return Err(PatternError::Unsupported {
                                what: "a backreference to one of several groups with this name",
                            });
                        }
                    }
                }
                Ok(std::mem::take(&mut self.builder).finish(root))
            }
            Group::Plain { opened } | Group::Capturing { opened, .. } | Group::Lookaround { opened, .. } => {
                Err(syntax(opened, "a group that is never closed"))
            }
        }
    }

    /// Returns true if the text after a term repeats it. A `{` that does not is itself sloppy.
    fn starts_counter(&self) -> bool {
        matches!(self.peek(0), Some('*' | '+' | '?' | '{'))
    }

    fn next(&mut self) -> Option<char> {
        let c = self.text.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn eat(&mut self, text: &[char]) -> bool {
        let found = self.text[self.at..].starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// After `(`.
    fn group(&mut self) -> Result<Group, PatternError> {
        let opened = self.at - 1;
        if !self.eat(&['?']) {
            self.captures += 1;
            return Ok(Group::Capturing {
                opened,
                number: self.captures,
            });
        }
        match self.next() {
            Some(':') => Ok(Group::Plain { opened }),
            Some(sign @ ('=' | '!')) => Ok(Group::Lookaround {
                behind: false,
                negative: sign == '!',
                opened,
            }),
            Some('<') if matches!(self.peek(0), Some('=' | '!')) => Ok(Group::Lookaround {
                behind: true,
                negative: self.next() == Some('!'),
                opened,
            }),
            Some('<') => {
                let name = self.group_name()?;
                self.captures += 1;
                self.is_open |= self.names.iter().any(|(known, _)| *known == name);
                self.names.push((name, self.captures));
                Ok(Group::Capturing {
                    opened,
                    number: self.captures,
                })
            }
            Some('i' | 'm' | 's' | '-') => self.flags(opened),
            _ => Err(syntax(opened, "`(?` opens no kind of group")),
        }
    }

    /// After `(?` and one character of flags. `(?i:…)` is ECMA-262 of 2025, `(?i)` never was.
    fn flags(&mut self, opened: usize) -> Result<Group, PatternError> {
        while matches!(self.peek(0), Some('i' | 'm' | 's' | '-')) {
            self.at += 1;
        }
        match self.peek(0) {
            Some(':') => Err(PatternError::Unsupported {
                what: super::INLINE_FLAGS,
            }),
            _ => Err(syntax(opened, "inline flags without `:`")),
        }
    }

    /// After `<`.
    fn group_name(&mut self) -> Result<String, PatternError> {
        let start = self.at;
        while let Some(c) = self.next() {
            match c {
                '>' if self.at - 1 > start => {
                    let name: String = self.text[start..self.at - 1].iter().collect();
                    self.is_open |= !name.is_ascii();
                    return Ok(name);
                }
                '$' | '_' => {}
                c if c.is_alphabetic() || (self.at - 1 > start && c.is_alphanumeric()) => {}
                c => {
                    self.is_open |= c == '\\' || !c.is_ascii();
                    break;
                }
            }
        }
        Err(syntax(start, "a group name must be an identifier that `>` ends"))
    }

    /// After the `\` of `\1`.
    fn numbered_reference(&mut self, start: usize) -> Result<NodeId, PatternError> {
        match self.number()?.map(u32::try_from) {
            Some(Ok(group)) if u64::from(group) <= self.groups.captures => {
                Ok(self.builder.push(Node::Backreference(group)))
            }
            _ => Err(syntax(start, "a backreference to no group")),
        }
    }

    /// After `\k`, with groups that have names.
    fn named_reference(&mut self, start: usize) -> Result<NodeId, PatternError> {
        if !self.eat(&['<']) {
            return Err(syntax(start, "`\\k` without the name of a group"));
        }
        let name = self.group_name()?;
        let node = self.builder.push(Node::Empty);
        self.named_references.push((node, name, start));
        Ok(node)
    }

    /// After `{`: the bounds if it opens a counter. Elsewhere `{` is literal.
    fn counter(&mut self) -> Result<Option<(u64, Option<u64>)>, PatternError> {
        let start = self.at;
        if doubt::is_counter_elsewhere(&self.text[start..]) {
            return Err(doubtful(start - 1, doubt::COUNTER));
        }
        let Some(min) = self.number()? else {
            return Ok(None);
        };
        let max = if self.eat(&[',']) {
            self.number()?
        } else {
            Some(min)
        };
        if !self.eat(&['}']) {
            self.at = start;
            return Ok(None);
        }
        if max.is_some_and(|max| max < min) {
            return Err(syntax(start - 1, "a counter whose bounds are out of order"));
        }
        Ok(Some((min, max)))
    }

    fn number(&mut self) -> Result<Option<u64>, PatternError> {
        let start = self.at;
        let mut number: Option<u64> = Some(0);
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            number = number.and_then(|n| n.checked_mul(10)?.checked_add(digit.into()));
            self.at += 1;
        }
        match number {
            _ if self.at == start => Ok(None),
            Some(number) => Ok(Some(number)),
            None => Err(PatternError::Unsupported {
                what: "a counter of more than 64 bits",
            }),
        }
    }

    fn repeat(
        &mut self,
        frame: &mut Frame,
        start: usize,
        min: u64,
        max: Option<u64>,
    ) -> Result<(), PatternError> {
        if !frame.repeatable {
            return Err(syntax(start, "nothing to repeat"));
        }
        // Greed changes captures, not whether there is a match.
        self.eat(&['?']);
        if let Some(last) = frame.items.last_mut() {
            *last = self.builder.push(Node::Repeat {
                child: *last,
                min,
                max,
            });
        }
        frame.repeatable = false;
        Ok(())
    }

    /// After `[`.
    fn class(&mut self) -> Result<Class, PatternError> {
        let opened = self.at - 1;
        let negative = self.eat(&['^']);
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        if self.peek(0) == Some(']') && doubt::ends_later(&self.text[self.at + 1..]) {
            return Err(doubtful(self.at, doubt::FIRST_BRACKET));
        }
        loop {
            let start = self.at;
            if let Some(what) = doubt::in_class(&self.text[start..]) {
                return Err(doubtful(start, what));
            }
            self.may_end_a_set |= self.peek(0) == Some('[');
            let low = match self.class_atom(opened)? {
                Some(atom) => atom,
                None => break,
            };
            if let Some(what) = doubt::in_class(&self.text[self.at..]) {
                return Err(doubtful(self.at, what));
            }
            let is_range = self.peek(0) == Some('-') && self.peek(1).is_some_and(|c| c != ']');
            if !is_range {
                add(&mut ranges, &low);
                continue;
            }
            self.at += 1;
            if let Some(what) = doubt::in_class(&self.text[self.at..]) {
                return Err(doubtful(self.at, what));
            }
            self.may_end_a_set |= self.peek(0) == Some('[');
            let high = self.class_atom(opened)?.unwrap_or(ClassAtom::Point('-'.into()));
            match (&low, &high) {
                (ClassAtom::Point(low), ClassAtom::Point(high)) if low <= high => ranges.push((*low, *high)),
                (ClassAtom::Point(_), ClassAtom::Point(_)) => {
                    return Err(syntax(start, "a range of characters that is out of order"));
                }
                // `[a-\d]` is an error nearly everywhere, and nobody can say what was meant.
                (ClassAtom::Point(_), ClassAtom::Set(_)) => {
                    return Err(syntax(start, "a range of characters that ends in a set"));
                }
                // `[\w-.]`: if it is not an error, it is not a range, and the hyphen is literal.
                (ClassAtom::Set(_), _) => {
                    self.is_sloppy = true;
                    add(&mut ranges, &low);
                    add(&mut ranges, &high);
                    ranges.push(('-'.into(), '-'.into()));
                }
            }
        }
        let class = Class::new(ranges);
        Ok(if negative { class.complement() } else { class })
    }

    /// The next element of a class, None at its end.
    fn class_atom(&mut self, opened: usize) -> Result<Option<ClassAtom>, PatternError> {
        match self.next() {
            None => Err(syntax(opened, "a class that is never closed")),
            Some(']') => Ok(None),
            Some('\\') => self.escape(true).map(Some),
            Some(c) => Ok(Some(ClassAtom::Point(c.into()))),
        }
    }
}

fn add(ranges: &mut Vec<(u32, u32)>, atom: &ClassAtom) {
    match atom {
        ClassAtom::Point(point) => ranges.push((*point, *point)),
        ClassAtom::Set(class) => ranges.extend_from_slice(class.ranges()),
    }
}

fn doubtful(offset: usize, what: &'static str) -> PatternError {
    PatternError::Doubtful { offset, what }
}

fn syntax(offset: usize, what: &'static str) -> PatternError {
    PatternError::Syntax { offset, what }
}

#[cfg(test)]
mod tests;
