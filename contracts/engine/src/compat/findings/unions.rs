//! Unions: which alternative of the producer has none of the consumer's to go to.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::parts::cause;
use super::{Walk, kinds, sentence};
use crate::compat::place::PlaceStep;
use crate::compat::schema::node::{NodeId, Types};
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, NodeRef, Union};
use crate::compat::search::unions::Summary;
use crate::compat::verdict::Rule;
use crate::json::Json;

/// The ranges of wider unions of numbers are not told apart.
const MOST_RANGES: usize = 32;

/// One way in which the producer sends a value.
struct Alternative<'a> {
    context: Goal<'a>,
    /// The branch of the producer's union, and its name, if there are several.
    branch: Option<(NodeRef, String)>,
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn union(&mut self, context: &Goal<'a>, at: NodeRef, union: Union) {
        let none = context.clone().with(Atom::NoneOf(at, union));
        let branches = self.search.branches(at, union);
        let keyword = match union {
            Union::AnyOf => "anyOf",
            Union::OneOf => "oneOf",
        };
        let pointer = self.search.pointer(at).child(keyword);
        let index = self.search.union(at, union);
        let shared = kinds(context.types).filter(|kind| !index.is_exclusive(*kind));
        let shared = shared.fold(Types::NONE, Types::or);
        if union == Union::OneOf && shared != Types::NONE {
            let both = context.clone().of_types(shared).with(Atom::TwoOf(at));
            self.report(
                &both,
                at,
                cause(Rule::ForbiddenShape, pointer.clone()),
                |walk, value| {
                    let mut names = walk.names(at, branches);
                    let mut branches = branches.iter();
                    names.retain(|_| {
                        let node = branches.next().expect("each branch has its name");
                        walk.search.accepts(at.sibling(*node), value) == Ok(true)
                    });
                    let value = sentence::short(value);
                    let names = sentence::listed(&names);
                    format!(
                        "the producer may send {value}, and the consumer accepts it as only one of {names}"
                    )
                },
            );
        }
        if matches!(self.ask(&none), Answer::Empty) {
            return;
        }
        for alternative in self.alternatives(context) {
            if let Some((branch, _)) = alternative.branch {
                // Most alternatives of a wide union have their own branch to go to.
                if self.search.within_some_branch(branch, at, union) {
                    continue;
                }
            }
            for kind in kinds(alternative.context.types) {
                if self.is_done() {
                    return;
                }
                let context = alternative.context.clone().of_types(kind);
                let refused = context.clone().with(Atom::NoneOf(at, union));
                match self.ask(&refused) {
                    Answer::Empty => continue,
                    Answer::Unknown(reason) => {
                        self.doubt(reason);
                        continue;
                    }
                    Answer::Found(_) => {}
                }
                let name = alternative.branch.as_ref().map(|(_, name)| name.as_str());
                self.alternative(&context, kind, name, at, union, &refused);
            }
        }
    }

    /// One alternative of the producer, of one type, that the consumer's union refuses in part.
    fn alternative(
        &mut self,
        context: &Goal<'a>,
        kind: Types,
        name: Option<&str>,
        at: NodeRef,
        union: Union,
        refused: &Goal<'a>,
    ) {
        let branches = self.search.branches(at, union);
        let keyword = if union == Union::AnyOf { "anyOf" } else { "oneOf" };
        let pointer = self.search.pointer(at).child(keyword);
        let mut of_kind = Vec::new();
        let mut meeting = Vec::new();
        let sent = self.sent(context);
        let are_ranges = Types::NUMBER.contains(kind) && branches.len() > MOST_RANGES;
        for node in branches {
            let branch = at.sibling(*node);
            let summary = self.search.summary(branch);
            if !summary.types.intersects(kind) {
                continue;
            }
            of_kind.push(branch);
            let is_apart = kind == Types::OBJECT && sent.iter().any(|sent| sent.shares_no_object(&summary));
            if !is_apart
                && !are_ranges
                && self.has_value(&context.clone().with(Atom::Claim(Claim::Accepts(branch))))
            {
                meeting.push(branch);
            }
        }
        let step = name.map(|name| PlaceStep::Alternative(name.to_owned()));
        // If it has nothing else to be compared with, an alternative is compared with the only one of its type, or
        // with the one of the same name: a tag that both sides know shows where a break belongs.
        let partner = match (meeting.as_slice(), of_kind.as_slice(), name) {
            _ if are_ranges => None,
            ([only], _, _) | ([], [only], None) => Some(*only),
            ([], _, Some(name)) => self
                .only_namesake(&of_kind, name)
                .or_else(|| self.nearest(context, &of_kind)),
            ([], _, None) => self.nearest(context, &of_kind),
            _ => None,
        };
        if let Some(partner) = partner {
            let (before, met_before) = (self.findings.len(), self.met_again);
            // Besides `null` there is only one alternative, so its name would add nothing.
            let shown = step.clone().filter(|_| of_kind.len() > 1);
            let depth = self.place.len();
            self.place.extend(shown);
            self.node(context, partner);
            self.place.truncate(depth);
            if self.findings.len() > before || self.met_again > met_before {
                return;
            }
            let is_told = self
                .findings
                .iter()
                .any(|known| known.place.0.starts_with(&self.place));
            if is_told && !matches!(self.ask(refused), Answer::Found(_)) {
                return;
            }
        }
        let rule = match kind {
            Types::NULL => Rule::NullEmitted,
            _ if of_kind.is_empty() => Rule::TypeMismatch,
            Types::OBJECT | Types::ARRAY => Rule::AlternativeNotAccepted,
            _ => Rule::ValueNotAccepted,
        };
        let names = self.names(at, branches);
        let mut why = cause(rule, pointer);
        why.step = step.clone().filter(|_| kind != Types::NULL);
        let name = name.map(str::to_owned);
        self.report(refused, at, why, |walk, value| {
            let accepted = if of_kind.is_empty() || names.len() > 12 {
                walk.describe(at)
            } else {
                sentence::listed(&names)
            };
            match name {
                Some(name) if rule == Rule::AlternativeNotAccepted => {
                    format!(
                        "the producer may send the alternative `{name}`, and the consumer accepts {accepted}"
                    )
                }
                _ => format!(
                    "the producer may send {}, and the consumer accepts {accepted}",
                    sentence::short(value)
                ),
            }
        });
    }

    fn only_namesake(&mut self, branches: &[NodeRef], name: &str) -> Option<NodeRef> {
        let mut namesakes = branches.iter().filter(|branch| self.name(**branch) == name);
        let namesake = *namesakes.next()?;
        namesakes.next().is_none().then_some(namesake)
    }

    /// The branch that requires the most of what the producer always sends, if one requires more than the others. A
    /// branch with another tag is another alternative.
    fn nearest(&mut self, context: &Goal<'a>, branches: &[NodeRef]) -> Option<NodeRef> {
        let sent = self.sent(context);
        let mut shared: Vec<(usize, NodeRef)> = Vec::new();
        for branch in branches {
            let summary = self.search.summary(*branch);
            let has_other_tag = summary.tags.iter().any(|(name, texts)| {
                let known = sent.iter().filter_map(|sent| sent.tags.get(name));
                known.into_iter().any(|known| known.is_disjoint(texts))
            });
            let required = summary.required.iter();
            let count = required
                .filter(|name| sent.iter().any(|sent| sent.required.contains(*name)))
                .count();
            if count > 0 && !has_other_tag {
                shared.push((count, *branch));
            }
        }
        shared.sort_unstable_by_key(|(count, _)| std::cmp::Reverse(*count));
        match shared.as_slice() {
            [(_, only)] => Some(*only),
            [(most, nearest), (next, _), ..] if most > next => Some(*nearest),
            _ => None,
        }
    }

    /// The obvious properties of a value of the context.
    pub(super) fn sent(&mut self, context: &Goal<'a>) -> Vec<Rc<Summary<'a>>> {
        let claims = context.atoms.iter().filter_map(|atom| match atom {
            Atom::Claim(Claim::Accepts(at)) => Some(*at),
            _ => None,
        });
        claims.map(|at| self.search.summary(at)).collect()
    }

    /// The producer's alternatives: the branches of its first union, or the value unchanged.
    fn alternatives(&mut self, context: &Goal<'a>) -> Vec<Alternative<'a>> {
        let mut pending: Vec<(NodeRef, usize)> = Vec::new();
        let sent = self.sent(context);
        let types = sent
            .iter()
            .fold(context.types, |types, sent| types.and(sent.types));
        for atom in &context.atoms {
            if let Atom::Claim(Claim::Accepts(at)) = atom {
                pending.push((*at, 0));
            }
        }
        while let Some((at, depth)) = pending.pop() {
            let at = self.search.resolve(at);
            let Some(keywords) = self.search.keywords(at) else {
                continue;
            };
            for branches in [&keywords.any_of, &keywords.one_of] {
                if branches.is_empty() || Types::NUMBER.contains(types) && branches.len() > MOST_RANGES {
                    continue;
                }
                let names = self.names(at, branches);
                return branches
                    .iter()
                    .zip(names)
                    .map(|(node, name)| {
                        let branch = at.sibling(*node);
                        let types = self.search.summary(branch).types;
                        Alternative {
                            context: context
                                .clone()
                                .with(Atom::Claim(Claim::Accepts(branch)))
                                .of_types(types),
                            branch: Some((branch, name)),
                        }
                    })
                    .collect();
            }
            if depth < 8 {
                let parts = keywords.references.iter().chain(&keywords.all_of);
                pending.extend(parts.map(|node| (at.sibling(*node), depth + 1)));
            }
        }
        vec![Alternative {
            context: context.clone(),
            branch: None,
        }]
    }

    /// The names of a union's branches, all different.
    fn names(&mut self, at: NodeRef, branches: &[NodeId]) -> Vec<String> {
        let names: Vec<String> = branches.iter().map(|node| self.name(at.sibling(*node))).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        names
            .iter()
            .for_each(|name| *counts.entry(name).or_default() += 1);
        let place = |(index, name): (usize, &String)| match counts[name.as_str()] {
            1 => name.clone(),
            _ => format!("{name}, no. {}", index + 1),
        };
        names.iter().enumerate().map(place).collect()
    }

    /// The name of a union's branch: its title, its tag, its constant, its definition, or its types.
    pub(super) fn name(&mut self, branch: NodeRef) -> String {
        let resolved = self.search.resolve(branch);
        let title = |at: NodeRef| self.search.schema(at.side()).node(at.node()).title.clone();
        if let Some(title) = title(branch).or_else(|| title(resolved)) {
            return title.to_string();
        }
        let summary = self.search.summary(branch);
        if let Some(constants) = summary.constants {
            let names: Vec<String> = constants.iter().take(3).map(plain).collect();
            return names.join("|");
        }
        let tag = summary
            .tags
            .iter()
            .find(|(name, texts)| texts.len() == 1 && summary.required.contains(*name));
        if let Some(text) = tag.and_then(|(_, texts)| texts.iter().next()) {
            return (*text).to_owned();
        }
        if summary.required.len() == 1 {
            let only = summary.required.iter().next().map(|name| name.to_string());
            let is_closed = self
                .search
                .keywords(resolved)
                .is_some_and(|keywords| keywords.properties.len() == 1);
            if is_closed {
                return only.unwrap_or_default();
            }
        }
        let pointer = self.search.pointer(resolved);
        if let [.., group, name] = pointer.steps() {
            if group == "$defs" || group == "definitions" {
                return name.clone();
            }
        }
        let members = &summary.required;
        if summary.types == Types::OBJECT && !members.is_empty() {
            const MOST: usize = 4;
            let mut shown: Vec<&str> = members.iter().take(MOST).map(|name| &***name).collect();
            shown.extend((members.len() > MOST).then_some("…"));
            return format!("an object with {}", shown.join(", "));
        }
        self.describe(branch)
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
