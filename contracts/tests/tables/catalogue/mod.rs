//! Every attribute of serde, and every place where a plain schema of a type and serde part ways, as a type: what serde does
//! with texts by hand and with sampled ones, beside what the contract says.
//!
//! The table of the results is `contracts/SERDE.md`. After a change that is meant:
//! `COUNTERPART_TEST_UPDATE=1 cargo test -p counterpart --test tables -- catalogue::page`.

mod adapters;
mod containers;
mod entry;
mod fields;
mod flattened;
mod functions;
mod maps;
mod numbers;
mod page;
mod std_types;
mod variants;
mod wire;

use libtest_mimic::Trial;

use self::entry::Entry;
use crate::line::trial;

fn tables() -> [(&'static str, Vec<Entry>); 10] {
    [
        ("numbers", numbers::entries()),
        ("maps", maps::entries()),
        ("containers", containers::entries()),
        ("variants", variants::entries()),
        ("fields", fields::entries()),
        ("flattened", flattened::entries()),
        ("functions", functions::entries()),
        ("std_types", std_types::entries()),
        ("wire", wire::entries()),
        ("adapters", adapters::entries()),
    ]
}

/// Of each entry, whether its contract is what the catalogue says; and whether the page is the catalogue.
pub(crate) fn trials() -> Vec<Trial> {
    let of = |(table, entries): (&'static str, Vec<Entry>)| {
        entries.into_iter().map(move |entry| {
            let name = format!("catalogue::{table}::{} ({})", entry.what, entry.role);
            trial(name, move || entry.test())
        })
    };
    let page = trial("catalogue::page".into(), || {
        let entries: Vec<Entry> = tables().into_iter().flat_map(|(_, entries)| entries).collect();
        page::compare(&entries)
    });
    tables().into_iter().flat_map(of).chain([page]).collect()
}
