//! Puts every mutant beside the original of a file, behind a switch: one build then holds them all.
//!
//! No operand is written twice, so that nested mutants don't double the text: `a && b` with `||` in its place is
//! `!(!a || !b)`, which is `&&` with both operands and the result turned round.

use std::collections::BTreeMap;

use proc_macro2::LineColumn;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::edits::{Edits, Stretch};
use crate::listed::{Genre, Mutant, Point};

/// A file with mutants in it.
pub struct Planted {
    pub text: String,
    pub stretches: Vec<Stretch>,
    /// The numbers of those that found their place.
    pub mutants: Vec<usize>,
}

/// Puts mutants, with their numbers, into the text of a file.
///
/// # Errors
///
/// Fails if the text is not Rust.
pub fn plant(text: &str, mutants: &[(usize, &Mutant)]) -> syn::Result<Planted> {
    let file = syn::parse_file(text)?;
    let mut by_place: BTreeMap<(Point, u8), Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in mutants {
        by_place
            .entry((mutant.span.start, mutant.genre as u8))
            .or_default()
            .push((*number, *mutant));
    }
    let mut planter = Planter {
        text,
        lines: std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect(),
        by_place,
        edits: Edits::default(),
        depth: 0,
        planted: Vec::new(),
    };
    planter.visit_file(&file);
    let (text, stretches) = planter.edits.apply(text);
    Ok(Planted {
        text,
        stretches,
        mutants: planter.planted,
    })
}

struct Planter<'a> {
    text: &'a str,
    /// The start of each line.
    lines: Vec<usize>,
    by_place: BTreeMap<(Point, u8), Vec<(usize, &'a Mutant)>>,
    edits: Edits,
    depth: i64,
    planted: Vec<usize>,
}

fn on(number: usize) -> String {
    format!("crate::planted::on({number})")
}

impl<'a> Planter<'a> {
    fn offset(&self, place: LineColumn) -> usize {
        let line = self.lines[place.line - 1];
        let rest = &self.text[line..];
        line + rest
            .char_indices()
            .nth(place.column)
            .map_or(rest.len(), |(at, _)| at)
    }

    fn range(&self, node: &impl Spanned) -> (usize, usize) {
        let span = node.span();
        (self.offset(span.start()), self.offset(span.end()))
    }

    /// The mutants of a genre that begin at a node.
    fn at(&mut self, node: &impl Spanned, genre: Genre) -> Vec<(usize, &'a Mutant)> {
        let start = node.span().start();
        let point = Point {
            line: start.line,
            column: start.column + 1,
        };
        let found = self.by_place.remove(&(point, genre as u8)).unwrap_or_default();
        self.planted.extend(found.iter().map(|(number, _)| *number));
        found
    }

    fn binary(&mut self, node: &syn::ExprBinary) {
        let operator = self.range(&node.op);
        let original = &self.text[operator.0..operator.1];
        let is_logic = matches!(original, "&&" | "||");
        if is_logic && (holds_let(&node.left) || holds_let(&node.right)) {
            return;
        }
        let mutants = self.at(&node.op, Genre::BinaryOperator);
        if mutants.is_empty() {
            return;
        }
        let (before, between, after) = if is_logic {
            // Other replacements than the other of both are not listed for these.
            let turned: Vec<String> = mutants.iter().map(|(number, _)| on(*number)).collect();
            let turned = turned.join(" || ");
            (
                "((((".to_owned(),
                format!(") ^ ({turned})) {original} (("),
                format!(") ^ ({turned}))) ^ ({turned}))"),
            )
        } else if original.ends_with('=') && !matches!(original, "==" | "!=" | "<=" | ">=") {
            let left = self.range(&node.left);
            let place = &self.text[left.0..left.1];
            let others: String = mutants
                .iter()
                .map(|(number, mutant)| {
                    format!(
                        "if {} {{ {place} {} r__ }} else ",
                        on(*number),
                        mutant.replacement
                    )
                })
                .collect();
            let whole = self.range(node);
            let right = self.range(&node.right);
            self.depth += 1;
            let depth = self.depth;
            self.edits.replace((left.0, right.0), depth, "match ".to_owned());
            self.edits.around(
                (whole.1, whole.1),
                depth,
                String::new(),
                format!(" {{ r__ => {{ {others} {{ {place} {original} r__ }} }} }}"),
            );
            return;
        } else {
            let is_comparison = matches!(original, "==" | "!=" | "<" | ">" | "<=" | ">=");
            let reference = if is_comparison { "&" } else { "" };
            let others: String = mutants
                .iter()
                .map(|(number, mutant)| {
                    format!("if {} {{ l__ {} r__ }} else ", on(*number), mutant.replacement)
                })
                .collect();
            (
                format!("(match ({reference}("),
                format!("), {reference}("),
                format!(")) {{ (l__, r__) => {others} {{ l__ {original} r__ }} }})"),
            )
        };
        let whole = self.range(node);
        self.depth += 1;
        let depth = self.depth;
        self.edits.around(whole, depth, before, after);
        self.edits.replace(operator, depth, between);
    }

    fn unary(&mut self, node: &syn::ExprUnary) {
        let mutants = self.at(&node.op, Genre::UnaryOperator);
        let Some((number, _)) = mutants.first() else {
            return;
        };
        let whole = self.range(node);
        self.depth += 1;
        let depth = self.depth;
        let operator = self.range(&node.op);
        let original = &self.text[operator.0..operator.1];
        let after = format!(
            " {{ v__ => if {} {{ v__ }} else {{ {original}v__ }} }})",
            on(*number)
        );
        self.edits.replace(operator, depth, "(match (".to_owned());
        self.edits
            .around((whole.1, whole.1), depth, String::new(), format!("){after}"));
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let mutants = self.at(first, Genre::FnValue);
        if mutants.is_empty() {
            return;
        }
        let brace = self.range(&block.brace_token.span.join());
        let inner = (brace.0 + 1, brace.1 - 1);
        let depth = self.depth;
        let is_opaque = matches!(&signature.output, syn::ReturnType::Type(_, kind) if matches!(**kind, syn::Type::ImplTrait(_)));
        if is_opaque {
            // Another type than the original's, and one other is all that `Either` has room for.
            let Some((number, mutant)) = mutants.first() else {
                return;
            };
            let other = format!(
                " if {} {{ return crate::planted::Either::Other({}); }} crate::planted::Either::Original({{",
                on(*number),
                mutant.replacement
            );
            self.edits.around(inner, depth, other, "})".to_owned());
            self.planted
                .retain(|planted| mutants[1..].iter().all(|(number, _)| number != planted));
        } else {
            for (number, mutant) in mutants {
                let other = format!(" if {} {{ return {}; }}", on(number), mutant.replacement);
                self.edits.around((inner.0, inner.0), depth, other, String::new());
            }
        }
    }
}

/// Returns true if a chain of `&&` holds a `let`, which no parentheses may surround.
fn holds_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(node) if matches!(node.op, syn::BinOp::And(_)) => {
            holds_let(&node.left) || holds_let(&node.right)
        }
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Planter<'_> {
    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let depth = self.depth;
        self.binary(node);
        visit::visit_expr_binary(self, node);
        self.depth = depth;
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let depth = self.depth;
        self.unary(node);
        visit::visit_expr_unary(self, node);
        self.depth = depth;
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        let deleted = self.at(node, Genre::MatchArm);
        let deleted: Vec<String> = deleted
            .iter()
            .map(|(number, _)| format!("!{}", on(*number)))
            .collect();
        let pattern = self.range(&node.pat);
        match &node.guard {
            None => {
                if let Some(not) = deleted.first() {
                    self.edits.around(
                        (pattern.1, pattern.1),
                        self.depth,
                        String::new(),
                        format!(" if {not} "),
                    );
                }
            }
            Some((_, guard)) => {
                let guards = self.at(&**guard, Genre::MatchArmGuard);
                let of = |value: &str| {
                    guards
                        .iter()
                        .find(|(_, mutant)| mutant.replacement == value)
                        .map_or_else(|| "false".to_owned(), |(number, _)| on(*number))
                };
                let kept = deleted.first().cloned().unwrap_or_else(|| "true".to_owned());
                let before = format!("{kept} && ({} || (!{} && (", of("true"), of("false"));
                let range = self.range(&**guard);
                self.edits.around(range, self.depth, before, ")))".to_owned());
            }
        }
        let depth = self.depth;
        self.depth += 1;
        visit::visit_arm(self, node);
        self.depth = depth;
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        if let Some(rest) = &node.rest {
            let rest = self.range(&**rest);
            let rest = &self.text[rest.0..rest.1];
            for field in &node.fields {
                let mutants = self.at(field, Genre::StructField);
                let syn::Member::Named(name) = &field.member else {
                    continue;
                };
                if let Some((number, _)) = mutants.first() {
                    let before = format!("if {} {{ ({rest}).{name} }} else {{ ", on(*number));
                    let value = self.range(&field.expr);
                    self.edits.around(value, self.depth, before, " }".to_owned());
                }
            }
        }
        let depth = self.depth;
        self.depth += 1;
        visit::visit_expr_struct(self, node);
        self.depth = depth;
    }

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.function(&node.sig, &node.block);
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.function(&node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
    }

    fn visit_trait_item_fn(&mut self, node: &'ast syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.function(&node.sig, block);
        }
        visit::visit_trait_item_fn(self, node);
    }
}
