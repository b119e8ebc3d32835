//! Unions: which alternative of the producer has none of the consumer's to go to.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::parts::cause;
use super::{Walk, kinds, sentence};
use crate::compat::place::PlaceStep;
use crate::compat::schema::node::{NodeId, Types};
use crate::compat::search::Answer;
use crate::compat::search::goal::{Atom, Claim, Goal, NodeRef, Union};
use crate::compat::search::unions::Summary;
use crate::compat::verdict::Rule;
use crate::json::Json;

/// One way in which the producer sends a value.
struct Alternative<'a> {
    context: Goal<'a>,
    /// The branch of the producer's union, and its name, if there are several.
    branch: Option<(NodeRef, String)>,
}

/// What is known of the branches of the consumer's union, for all alternatives of the producer.
struct Branches {
    at: NodeRef,
    union: Union,
    of_kind: BTreeMap<u8, Rc<[NodeRef]>>,
    /// The branches of each name, made when it is first asked.
    by_name: Option<HashMap<String, Vec<NodeRef>>>,
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
        let mut known = Branches {
            at,
            union,
            of_kind: BTreeMap::new(),
            by_name: None,
        };
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
                self.alternative(&context, kind, name, &mut known, &refused);
            }
        }
    }

    /// One alternative of the producer, of one type, that the consumer's union refuses in part.
    fn alternative(
        &mut self,
        context: &Goal<'a>,
        kind: Types,
        name: Option<&str>,
        known: &mut Branches,
        refused: &Goal<'a>,
    ) {
        let (at, union) = (known.at, known.union);
        let branches = self.search.branches(at, union);
        let keyword = if union == Union::AnyOf { "anyOf" } else { "oneOf" };
        let pointer = self.search.pointer(at).child(keyword);
        let of_kind = self.of_kind(known, kind);
        let sent = self.sent(context);
        let index = self.search.union(at, union);
        let near = index.with_tag(&sent).filter(|_| kind == Types::OBJECT);
        let in_reach = index.in_reach(&sent).filter(|_| kind == Types::OBJECT);
        let mut meeting = Vec::new();
        for branch in self.chosen(known, kind, in_reach.as_deref()) {
            let summary = self.search.summary(branch);
            let is_apart = kind == Types::OBJECT && sent.iter().any(|sent| sent.shares_no_object(&summary));
            if !is_apart && self.has_value(&context.clone().with(Atom::Claim(Claim::Accepts(branch)))) {
                meeting.push(branch);
            }
        }
        let step = name.map(|name| PlaceStep::Alternative(name.to_owned()));
        // If it has nothing else to be compared with, an alternative is compared with the only one of its type, or
        // with the one of the same name: a tag that both sides know shows where a break belongs.
        let partner = match (meeting.as_slice(), &of_kind[..], name) {
            ([only], _, _) | ([], [only], None) => Some(*only),
            ([], ..) => match name.and_then(|name| self.only_namesake(known, kind, name)) {
                Some(namesake) => Some(namesake),
                None => {
                    let near = self.chosen(known, kind, near.as_deref());
                    self.nearest(context, &near)
                }
            },
            _ => None,
        };
        if let Some(partner) = partner {
            let (before, met_before) = (self.told.count(), self.met_again);
            // Besides `null` there is only one alternative, so its name would add nothing.
            let shown = step.clone().filter(|_| of_kind.len() > 1);
            let depth = self.place.len();
            self.place.extend(shown);
            self.node(context, partner);
            self.place.truncate(depth);
            if self.told.count() > before || self.met_again > met_before {
                return;
            }
            let is_told = self.told.is_told_from(&self.place);
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
        let mut why = cause(rule, pointer);
        why.step = step.clone().filter(|_| kind != Types::NULL);
        let name = name.map(str::to_owned);
        self.report(refused, at, why, |walk, value| {
            let accepted = if of_kind.is_empty() || branches.len() > 12 {
                walk.describe(at)
            } else {
                sentence::listed(&walk.names(at, branches))
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

    /// The branches that accept values of the type.
    fn of_kind(&mut self, known: &mut Branches, kind: Types) -> Rc<[NodeRef]> {
        if let Some(of_kind) = known.of_kind.get(&kind.0) {
            return Rc::clone(of_kind);
        }
        let branches = self.search.branches(known.at, known.union).iter();
        let branches = branches.map(|node| known.at.sibling(*node));
        let of_kind: Rc<[NodeRef]> = branches
            .filter(|branch| self.search.types_of(*branch).intersects(kind))
            .collect();
        known.of_kind.insert(kind.0, Rc::clone(&of_kind));
        of_kind
    }

    /// Those of them at these positions in the union, or all.
    fn chosen(&mut self, known: &mut Branches, kind: Types, places: Option<&[u32]>) -> Vec<NodeRef> {
        let Some(places) = places else {
            return self.of_kind(known, kind).to_vec();
        };
        let branches = self.search.branches(known.at, known.union);
        let chosen = places
            .iter()
            .map(|place| known.at.sibling(branches[*place as usize]));
        chosen
            .filter(|branch| self.search.types_of(*branch).intersects(kind))
            .collect()
    }

    fn only_namesake(&mut self, known: &mut Branches, kind: Types, name: &str) -> Option<NodeRef> {
        let by_name = match known.by_name.take() {
            Some(by_name) => by_name,
            None => {
                let mut by_name: HashMap<String, Vec<NodeRef>> = HashMap::new();
                for node in self.search.branches(known.at, known.union) {
                    let branch = known.at.sibling(*node);
                    by_name.entry(self.name(branch)).or_default().push(branch);
                }
                by_name
            }
        };
        let namesakes = by_name.get(name).into_iter().flatten().copied();
        let mut namesakes = namesakes.filter(|branch| self.search.types_of(*branch).intersects(kind));
        let namesake = namesakes.next().filter(|_| namesakes.next().is_none());
        known.by_name = Some(by_name);
        namesake
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
                if branches.is_empty() {
                    continue;
                }
                let names = self.names(at, branches);
                return branches
                    .iter()
                    .zip(names)
                    .map(|(node, name)| {
                        let branch = at.sibling(*node);
                        let types = self.search.types_of(branch);
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
