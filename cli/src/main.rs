//! `cargo counterpart`: verifies producers' events against consumers' contracts.

fn main() {}
