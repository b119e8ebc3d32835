//! Matching: whether an expression matches somewhere in a text.
//!
//! The expression becomes a nondeterministic automaton that reads the text **backwards**, so that one run shows for
//! all positions whether a match starts there. That answers a lookahead for the whole text at once. A lookbehind
//! becomes an automaton that reads forwards, and one run shows where a match ends. Inner lookarounds come first.
//! The expression itself matches if any position is left. Loops over one class keep a queue of the
//! positions at which they were entered, instead of a copy of the class for each count.

use std::collections::VecDeque;

use foldhash::{HashMap, HashMapExt};

use super::PatternError;
use super::ast::{Ast, Node, NodeId};
use super::class::{Class, WORD};

/// Instructions.
const MAX_SIZE: usize = 200_000;
/// Steps of compiling. Copies of what needs no instruction must end too.
const MAX_TASKS: usize = 1_000_000;
const TOO_LARGE: PatternError = PatternError::Unsupported {
    what: "an expression that unfolds to more than 200,000 steps",
};

#[derive(Debug)]
pub(super) struct Program {
    code: Vec<Instruction>,
    /// The entry of each lookaround, and whether it looks behind; inner ones first.
    lookarounds: Vec<(u32, bool)>,
    entry: u32,
    counters: usize,
}

#[derive(Debug, Clone)]
enum Instruction {
    Accept,
    Class {
        class: u32,
        next: u32,
    },
    /// The class `min` to `max` times.
    Count {
        class: u32,
        min: u64,
        max: Option<u64>,
        counter: u32,
        next: u32,
    },
    Fork {
        first: u32,
        second: u32,
    },
    Start {
        next: u32,
    },
    End {
        next: u32,
    },
    Boundary {
        negative: bool,
        next: u32,
    },
    Lookaround {
        index: u32,
        negative: bool,
        next: u32,
    },
    /// A state that never matches and leads nowhere.
    Fail,
}

/// The remaining work on a tree, instead of recursion.
enum Task {
    Emit(NodeId),
    /// The alternatives from `index` on; `entry` starts those before.
    Alternatives {
        node: NodeId,
        index: usize,
        next: u32,
        entry: Option<u32>,
    },
    /// Closes the loop at this fork.
    Loop {
        fork: u32,
    },
    /// Some optional copies, then some required ones.
    Copies {
        child: NodeId,
        optional: u64,
        required: u64,
        next: u32,
        pending: bool,
    },
}

impl Program {
    pub(super) fn compile(ast: &Ast) -> Result<Self, PatternError> {
        let mut compiler = Compiler {
            ast,
            program: Program {
                code: Vec::new(),
                lookarounds: Vec::new(),
                entry: 0,
                counters: 0,
            },
            known: HashMap::new(),
            tasks: 0,
            is_forwards: false,
        };
        for (at, node) in ast.nodes().iter().enumerate() {
            if let Node::Lookaround { child, behind, .. } = node {
                compiler.is_forwards = *behind;
                let entry = compiler.emit(*child)?;
                compiler.is_forwards = false;
                compiler
                    .known
                    .insert(at, compiler.program.lookarounds.len() as u32);
                compiler.program.lookarounds.push((entry, *behind));
            }
        }
        compiler.program.entry = compiler.emit(ast.root())?;
        Ok(compiler.program)
    }

    pub(super) fn instructions(&self) -> u64 {
        self.code.len() as u64
    }

    /// `classes` are those of the tree that this was compiled from.
    /// With the work that it took, in visits of instructions.
    pub(super) fn is_match(&self, classes: &[Class], text: &str) -> (bool, u64) {
        let text: Vec<u32> = text.chars().map(u32::from).collect();
        let mut run = Run {
            program: self,
            classes,
            text: &text,
            lookarounds: Vec::with_capacity(self.lookarounds.len()),
            seen: vec![usize::MAX; self.code.len()],
            queues: vec![VecDeque::new(); self.counters],
            active: Vec::new(),
            pending: Vec::new(),
            work: 0,
        };
        for &(entry, behind) in &self.lookarounds {
            let mut holds = vec![false; text.len() + 1];
            run.all(entry, behind, |at| {
                holds[at] = true;
                false
            });
            run.lookarounds.push(holds);
        }
        let mut found = false;
        run.all(self.entry, false, |_| {
            found = true;
            true
        });
        (found, run.work)
    }
}

struct Compiler<'a> {
    ast: &'a Ast,
    program: Program,
    /// The lookarounds' numbers by node.
    known: HashMap<usize, u32>,
    tasks: usize,
    /// The code that is being written reads the text forwards.
    is_forwards: bool,
}

impl Compiler<'_> {
    fn push(&mut self, instruction: Instruction) -> Result<u32, PatternError> {
        if self.program.code.len() >= MAX_SIZE {
            return Err(TOO_LARGE);
        }
        self.program.code.push(instruction);
        Ok(self.program.code.len() as u32 - 1)
    }

    /// Writes a node's successor before the node. If the text is read backwards, `a` in `ab` leads to the end and `b`
    /// leads to `a`.
    fn emit(&mut self, root: NodeId) -> Result<u32, PatternError> {
        let mut current = self.push(Instruction::Accept)?;
        let mut tasks = vec![Task::Emit(root)];
        while let Some(task) = tasks.pop() {
            self.tasks += 1;
            if self.tasks > MAX_TASKS {
                return Err(TOO_LARGE);
            }
            match task {
                Task::Emit(node) => current = self.node(node, current, &mut tasks)?,
                Task::Alternatives {
                    node,
                    index,
                    next,
                    entry,
                } => {
                    let Node::Alternatives(items) = self.ast.node(node) else {
                        continue;
                    };
                    let entry = match entry {
                        _ if index == 0 => None,
                        None => Some(current),
                        Some(entry) => Some(self.push(Instruction::Fork {
                            first: entry,
                            second: current,
                        })?),
                    };
                    match items.get(index) {
                        Some(item) => {
                            tasks.push(Task::Alternatives {
                                node,
                                index: index + 1,
                                next,
                                entry,
                            });
                            tasks.push(Task::Emit(*item));
                            current = next;
                        }
                        None => current = entry.unwrap_or(next),
                    }
                }
                Task::Loop { fork } => {
                    if let Instruction::Fork { first, .. } = &mut self.program.code[fork as usize] {
                        *first = current;
                    }
                    current = fork;
                }
                Task::Copies {
                    child,
                    optional,
                    required,
                    next,
                    pending,
                } => {
                    if pending {
                        current = self.push(Instruction::Fork {
                            first: current,
                            second: next,
                        })?;
                    }
                    let (optional, required, pending) = match (optional, required) {
                        (0, 0) => continue,
                        (0, required) => (0, required - 1, false),
                        (optional, required) => (optional - 1, required, true),
                    };
                    tasks.push(Task::Copies {
                        child,
                        optional,
                        required,
                        next,
                        pending,
                    });
                    tasks.push(Task::Emit(child));
                }
            }
        }
        Ok(current)
    }

    /// The entry of a node that leads to `next`, or the tasks that will make it.
    fn node(&mut self, id: NodeId, next: u32, tasks: &mut Vec<Task>) -> Result<u32, PatternError> {
        match self.ast.node(id) {
            Node::Empty => Ok(next),
            Node::Class(class) => self.push(Instruction::Class {
                class: class.index() as u32,
                next,
            }),
            Node::Concat(items) => {
                if self.is_forwards {
                    tasks.extend(items.iter().map(|item| Task::Emit(*item)));
                } else {
                    tasks.extend(items.iter().rev().map(|item| Task::Emit(*item)));
                }
                Ok(next)
            }
            Node::Alternatives(_) => {
                tasks.push(Task::Alternatives {
                    node: id,
                    index: 0,
                    next,
                    entry: None,
                });
                Ok(next)
            }
            Node::Repeat { child, min, max } => self.repeat(*child, *min, *max, next, tasks),
            Node::Group { child, .. } => {
                tasks.push(Task::Emit(*child));
                Ok(next)
            }
            // Backreferences are resolved before.
            Node::Backreference(_) => self.push(Instruction::Fail),
            Node::Start => self.push(Instruction::Start { next }),
            Node::End => self.push(Instruction::End { next }),
            Node::Boundary { negative } => self.push(Instruction::Boundary {
                negative: *negative,
                next,
            }),
            Node::Lookaround { negative, .. } => match self.known.get(&id.index()) {
                Some(&index) => self.push(Instruction::Lookaround {
                    index,
                    negative: *negative,
                    next,
                }),
                None => self.push(Instruction::Fail),
            },
        }
    }

    fn repeat(
        &mut self,
        child: NodeId,
        min: u64,
        max: Option<u64>,
        next: u32,
        tasks: &mut Vec<Task>,
    ) -> Result<u32, PatternError> {
        if let Node::Class(class) = self.ast.node(child) {
            let counter = self.program.counters as u32;
            self.program.counters += 1;
            return self.push(Instruction::Count {
                class: class.index() as u32,
                min,
                max,
                counter,
                next,
            });
        }
        if matches!(self.ast.node(child), Node::Empty) {
            return Ok(next);
        }
        match max {
            Some(max) => {
                let copies = Task::Copies {
                    child,
                    optional: max - min,
                    required: min,
                    next,
                    pending: false,
                };
                tasks.push(copies);
                Ok(next)
            }
            None => {
                let fork = self.push(Instruction::Fork {
                    first: next,
                    second: next,
                })?;
                tasks.push(Task::Copies {
                    child,
                    optional: 0,
                    required: min,
                    next: fork,
                    pending: false,
                });
                tasks.push(Task::Loop { fork });
                tasks.push(Task::Emit(child));
                Ok(fork)
            }
        }
    }
}

/// One match against one text.
struct Run<'a> {
    program: &'a Program,
    classes: &'a [Class],
    text: &'a [u32],
    /// The positions at which each lookaround matches, for those that were run.
    lookarounds: Vec<Vec<bool>>,
    /// The position at which an instruction was last reached.
    seen: Vec<usize>,
    /// The positions at which each counted loop was entered, the earliest first.
    queues: Vec<VecDeque<usize>>,
    /// The instructions that wait for a character.
    active: Vec<u32>,
    pending: Vec<u32>,
    /// Instructions visited.
    work: u64,
}

impl Run<'_> {
    /// Calls `found` for each position at which a match from `entry` starts, from the right, until it returns true;
    /// forwards, for each position at which one ends, from the left.
    fn all(&mut self, entry: u32, forwards: bool, mut found: impl FnMut(usize) -> bool) {
        self.work += (self.seen.len() / 16 + self.queues.len()) as u64;
        self.seen.fill(usize::MAX);
        self.queues.iter_mut().for_each(VecDeque::clear);
        self.active.clear();
        let mut waiting = Vec::new();
        let (mut at, end) = if forwards {
            (0, self.text.len())
        } else {
            (self.text.len(), 0)
        };
        loop {
            self.pending.push(entry);
            if self.reach(at) && found(at) {
                self.pending.clear();
                return;
            }
            if at == end {
                return;
            }
            let read = if forwards { at } else { at - 1 };
            at = if forwards { at + 1 } else { at - 1 };
            std::mem::swap(&mut waiting, &mut self.active);
            self.work += 1 + waiting.len() as u64;
            for instruction in waiting.drain(..) {
                self.step(instruction, read, at);
            }
        }
    }

    /// Follows the pending states without reading. Returns true if the end of the automaton is among them.
    fn reach(&mut self, at: usize) -> bool {
        let mut accepted = false;
        while let Some(index) = self.pending.pop() {
            self.work += 1;
            let instruction = &self.program.code[index as usize];
            if let Instruction::Count {
                min,
                max,
                counter,
                next,
                ..
            } = *instruction
            {
                // Entered again at each position, even if it is already running.
                let queue = &mut self.queues[counter as usize];
                if queue.back() != Some(&at) && (max.is_some() || queue.is_empty()) {
                    queue.push_back(at);
                }
                if min == 0 {
                    self.pending.push(next);
                }
                if self.seen[index as usize] != at {
                    self.seen[index as usize] = at;
                    self.active.push(index);
                }
                continue;
            }
            if std::mem::replace(&mut self.seen[index as usize], at) == at {
                continue;
            }
            match *instruction {
                Instruction::Accept => accepted = true,
                Instruction::Class { .. } => self.active.push(index),
                Instruction::Fork { first, second } => self.pending.extend([first, second]),
                Instruction::Start { next } if at == 0 => self.pending.push(next),
                Instruction::End { next } if at == self.text.len() => self.pending.push(next),
                Instruction::Boundary { negative, next } if self.is_boundary(at) != negative => {
                    self.pending.push(next);
                }
                Instruction::Lookaround {
                    index,
                    negative,
                    next,
                } if self.lookarounds[index as usize][at] != negative => {
                    self.pending.push(next);
                }
                _ => {}
            }
        }
        accepted
    }

    /// Reads this character on the way to the position `at`.
    fn step(&mut self, index: u32, read: usize, at: usize) {
        match self.program.code[index as usize] {
            Instruction::Class { class, next } if self.classes[class as usize].contains(self.text[read]) => {
                self.pending.push(next);
            }
            Instruction::Count {
                class,
                min,
                max,
                counter,
                next,
            } => {
                let queue = &mut self.queues[counter as usize];
                if !self.classes[class as usize].contains(self.text[read]) {
                    queue.clear();
                    return;
                }
                let count = |entered: usize| entered.abs_diff(at) as u64;
                while queue
                    .front()
                    .is_some_and(|entered| max.is_some_and(|max| count(*entered) > max))
                {
                    queue.pop_front();
                }
                let Some(longest) = queue.front().map(|entered| count(*entered)) else {
                    return;
                };
                self.seen[index as usize] = at;
                self.active.push(index);
                if longest >= min {
                    self.pending.push(next);
                }
            }
            _ => {}
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| self.text.get(at))
                .is_some_and(|point| WORD.contains(*point))
        };
        is_word(at.checked_sub(1)) != is_word(Some(at))
    }
}

#[cfg(test)]
mod tests;
