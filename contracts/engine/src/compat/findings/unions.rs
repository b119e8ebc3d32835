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
use crate::compat::search::subsumption::{Choice, Question, shares_names};
use crate::compat::search::unions::Summary;
use crate::compat::verdict::Rule;
use crate::json::Json;

/// The ranges of wider unions of numbers are not told apart.
const MOST_RANGES: usize = 32;

/// One way in which the producer sends a value.
struct Alternative<'a> {
    context: Goal<'a>,
    /// The branch of the producer's union, and its name, if there are several.
    branch: Option<(Choice, String)>,
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
        for alternative in self.alternatives(context, at, union) {
            if let Some((choice, _)) = &alternative.branch {
                // Most alternatives of a wide union have their own branch to go to.
                if self.search.within_some_branch(choice.branch, at, union) {
                    continue;
                }
                let nodes = accepting(&alternative.context);
                if self
                    .search
                    .is_shown(&nodes, &[*choice], Question::Union(at, union))
                {
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
                let branch = alternative.branch.as_ref();
                self.alternative(&context, kind, branch, &mut known, &refused);
            }
        }
    }

    /// One alternative of the producer, of one type, that the consumer's union refuses in part.
    fn alternative(
        &mut self,
        context: &Goal<'a>,
        kind: Types,
        branch: Option<&(Choice, String)>,
        known: &mut Branches,
        refused: &Goal<'a>,
    ) {
        let (at, union) = (known.at, known.union);
        let name = branch.map(|(_, name)| name.as_str());
        let branches = self.search.branches(at, union);
        let keyword = if union == Union::AnyOf { "anyOf" } else { "oneOf" };
        let pointer = self.search.pointer(at).child(keyword);
        let of_kind = self.of_kind(known, kind);
        let sent = self.sent(context);
        let index = self.search.union(at, union);
        let near = index.with_tag(&sent).filter(|_| kind == Types::OBJECT);
        let mut in_reach = index.in_reach(&sent).filter(|_| kind == Types::OBJECT);
        if let Some((choice, _)) = branch.filter(|_| kind == Types::OBJECT) {
            if let Some(by_names) = self.within_reach(context, *choice, at, union) {
                let by_names: foldhash::HashSet<u32> = by_names.into_iter().collect();
                let of_tag = in_reach.unwrap_or_else(|| (0..branches.len() as u32).collect());
                in_reach = Some(
                    of_tag
                        .into_iter()
                        .filter(|place| by_names.contains(place))
                        .collect(),
                );
            }
        }
        let are_ranges = Types::NUMBER.contains(kind) && branches.len() > MOST_RANGES;
        let mut meeting = Vec::new();
        for branch in self.chosen(known, kind, in_reach.as_deref()) {
            let summary = self.search.summary(branch);
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
        let partner = match (meeting.as_slice(), &of_kind[..], name) {
            _ if are_ranges => None,
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
        let before = self.told.findings.len();
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
        if self.asks_only_for_presence(at, union) {
            self.of_presence.extend(before..self.told.findings.len());
        }
    }

    /// Returns true if the branches of the union only require properties: beside a union of the same variants, it
    /// says that only one is there.
    fn asks_only_for_presence(&self, at: NodeRef, union: Union) -> bool {
        let mut branches = self.search.branches(at, union).iter();
        branches.all(|node| {
            let keywords = self.search.keywords(self.search.resolve(at.sibling(*node)));
            keywords.is_some_and(|keywords| {
                !keywords.required.is_empty()
                    && keywords.properties.is_empty()
                    && keywords.types.is_none_or(|types| types == Types::OBJECT)
                    && keywords.values.is_none()
                    && keywords.additional_properties.is_none()
                    && !keywords.applies_in_place()
            })
        })
    }

    /// The consumer's branches that the producer's alternative may meet, if the names of its properties show that.
    fn within_reach(
        &mut self,
        context: &Goal<'a>,
        choice: Choice,
        at: NodeRef,
        union: Union,
    ) -> Option<Vec<u32>> {
        let nodes = accepting(context);
        self.search.branches_that_may_meet(&nodes, &[choice], at, union)
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

    /// The producer's alternatives: the branches of its first union, or the value unchanged. If an object is closed
    /// around several unions, the first that is told apart by the same properties as the consumer's is the one.
    fn alternatives(&mut self, context: &Goal<'a>, at: NodeRef, union: Union) -> Vec<Alternative<'a>> {
        let unions = self.sent_unions(context);
        let mut chosen = unions.first().copied();
        if unions.len() > 1 && self.is_closed_around(context) {
            let wanted = self.search.union(at, union);
            let mut unions = unions.into_iter();
            let alike = unions.find(|(at, union)| shares_names(&self.search.union(*at, *union), &wanted));
            chosen = alike.or(chosen);
        }
        let Some((at, union)) = chosen else {
            return vec![Alternative {
                context: context.clone(),
                branch: None,
            }];
        };
        let branches = self.search.branches(at, union);
        let names = self.names(at, branches);
        let alternative = |(node, name): (&NodeId, String)| {
            let branch = at.sibling(*node);
            let types = self.search.summary(branch).types;
            let choice = Choice {
                at,
                union,
                branch: self.search.resolve(branch),
            };
            Alternative {
                context: context
                    .clone()
                    .with(Atom::Claim(Claim::Accepts(branch)))
                    .of_types(types),
                branch: Some((choice, name)),
            }
        };
        branches.iter().zip(names).map(alternative).collect()
    }

    /// Returns true if the producer says something of the properties that no union evaluates.
    fn is_closed_around(&self, context: &Goal<'a>) -> bool {
        accepting(context).into_iter().any(|at| {
            let keywords = self.search.keywords(self.search.resolve(at));
            keywords.is_some_and(|keywords| keywords.unevaluated_properties.is_some())
        })
    }

    /// The unions of the producer's schemas for the value.
    fn sent_unions(&mut self, context: &Goal<'a>) -> Vec<(NodeRef, Union)> {
        let mut unions = Vec::new();
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
            for (union, branches) in [(Union::AnyOf, &keywords.any_of), (Union::OneOf, &keywords.one_of)] {
                let are_ranges = Types::NUMBER.contains(types) && branches.len() > MOST_RANGES;
                if !branches.is_empty() && !are_ranges && !unions.contains(&(at, union)) {
                    unions.push((at, union));
                }
            }
            if depth < 8 {
                let parts = keywords.references.iter().chain(&keywords.all_of);
                pending.extend(parts.map(|node| (at.sibling(*node), depth + 1)));
            }
        }
        unions
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

/// The nodes that accept each value of the context.
pub(super) fn accepting(context: &Goal<'_>) -> Vec<NodeRef> {
    let claims = context.atoms.iter().filter_map(|atom| match atom {
        Atom::Claim(Claim::Accepts(at)) => Some(*at),
        _ => None,
    });
    claims.collect()
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
