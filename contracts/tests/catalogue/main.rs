//! Every attribute of serde, and every place where a plain schema of a type and serde part ways, as a type: what serde does
//! with texts by hand and with sampled ones, beside what the contract says.
//!
//! The table of the results is `contracts/SERDE.md`. After a change that is meant:
//! `COUNTERPART_TEST_UPDATE=1 cargo test -p counterpart --test catalogue`.

mod containers;
mod entry;
mod fields;
mod flattened;
mod functions;
#[path = "../judge/mod.rs"]
mod judge;
mod maps;
mod numbers;
mod page;
mod std_types;
mod variants;

use entry::Entry;

fn all() -> Vec<Entry> {
    [
        numbers::entries(),
        maps::entries(),
        containers::entries(),
        variants::entries(),
        fields::entries(),
        flattened::entries(),
        functions::entries(),
        std_types::entries(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Tests every entry, and tells all that are wrong at once.
#[track_caller]
fn hold(entries: Vec<Entry>) {
    let wrong: Vec<String> = entries.iter().filter_map(|entry| entry.test().err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        wrong.len(),
        entries.len(),
        wrong.join("\n")
    );
}

#[test]
fn numbers_are_as_the_catalogue_says() {
    hold(numbers::entries());
}

#[test]
fn maps_are_as_the_catalogue_says() {
    hold(maps::entries());
}

#[test]
fn containers_are_as_the_catalogue_says() {
    hold(containers::entries());
}

#[test]
fn variants_are_as_the_catalogue_says() {
    hold(variants::entries());
}

#[test]
fn fields_are_as_the_catalogue_says() {
    hold(fields::entries());
}

#[test]
fn flattened_fields_are_as_the_catalogue_says() {
    hold(flattened::entries());
}

#[test]
fn functions_in_the_way_are_as_the_catalogue_says() {
    hold(functions::entries());
}

#[test]
fn types_of_the_standard_library_are_as_the_catalogue_says() {
    hold(std_types::entries());
}

#[test]
fn the_page_of_results_is_the_catalogue() {
    page::compare(&all());
}
