//! Does one piece of work once, to be counted in instructions, which are the same on a loaded machine:
//! `valgrind --tool=callgrind target/release/once parse 1000`.
//!
//! The same for allocations and live bytes, as the difference of two numbers of contracts:
//! `valgrind --tool=dhat target/release/once parse 1000`, and `parse 500`.
//!
//! - `parse N`: reads the schemas of N contracts of one event.
//! - `check N`: reads them and checks each against the event.
//! - `verify DIR`: verifies the contract files in a folder, as `verify --no-build --contracts DIR` does.
//! - `folder DIR`: writes a folder of 21,000 contract files for that.

use std::hint::black_box;
use std::path::Path;

use counterpart_benches::{Checker, Counterpart, consumers, folder};
use counterpart_verifier::verify::{Input, Options, verify};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [work, number] = arguments.as_slice() else {
        panic!("usage: once parse|check N, or once verify|folder DIR");
    };
    match work.as_str() {
        "folder" => return folder::write(Path::new(number)).expect("the folder can be written"),
        "verify" => return verify_folder(Path::new(number)),
        _ => {}
    }
    let number = number.parse().expect("a number of contracts");
    let emitted = Counterpart::parse(&consumers::emitted());
    let texts = consumers::accepted();
    let accepted: Vec<_> = texts
        .iter()
        .take(number)
        .map(|text| Counterpart::parse(text))
        .collect();
    if work == "check" {
        for accepted in &accepted {
            black_box(Counterpart::check(&emitted, accepted));
        }
    }
    black_box(accepted);
}

fn verify_folder(path: &Path) {
    let input = Input {
        others: counterpart::contract::folder::read(path).expect("contract files"),
        ..Input::default()
    };
    let report = verify(input, &Options::default());
    println!("{} pairs", report.checked.pairs);
}
