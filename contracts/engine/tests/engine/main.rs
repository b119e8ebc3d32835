//! The engine against judges that are not the engine: brute force, `jsonschema`, schemas made to hurt, labels by hand.

mod check_brute_force;
mod containment_witnesses;
mod edited_schemas;
mod hostile_schemas;
mod item_counts;
mod javascript_expressions;
mod judged_texts;
mod random_pairs;
mod real_schemas;
mod reordered_schemas;
