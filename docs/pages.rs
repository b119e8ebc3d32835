//! The Rust that the book shows, as doctests: `cargo test -p counterpart-book`.
//!
//! The examples on the pages of rules are compiled where those pages are made from, in `contracts/verifier/src/rules`.

/// The pages, each as the documentation of a module that only doctests see.
macro_rules! pages {
    ($($name:ident = $path:literal,)+) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!($path)]
            mod $name {}
        )+
    };
}

pages! {
    start = "src/start.md",
    producers = "src/producers.md",
    consumers = "src/consumers.md",
    types = "src/types.md",
    rollout = "src/rollout.md",
    guard = "src/guard.md",
    ci = "src/ci.md",
    shared = "src/shared.md",
    troubleshooting = "src/troubleshooting.md",
}
