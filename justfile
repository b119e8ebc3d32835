# The few commands people use. `just` lists them; each is a plain cargo command that works without `just`.

_default:
    @just --list

# All tests.
test:
    cargo test --workspace

# What CI checks, all of it.
ci:
    .ci/run

# Formatting and lints, as CI wants them.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Verify the examples: green.
verify:
    cargo counterpart verify

# Verify the examples with a breaking change in the user service: red.
red:
    cargo counterpart verify --features user-service/breaking

# Write what the book and the README show of the program anew: outputs, the pages on rules and on commands.
book:
    COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --no-fail-fast --bin cargo-counterpart --test book -- documented every_page_shows

# Draw the pictures of README.md anew, from what the program prints of five breaks.
images:
    COUNTERPART_IMAGES=draw cargo test -p cargo-counterpart --test images

# What the derive costs to compile, against schemars' (a few minutes).
compile-time:
    cargo bench -p counterpart-macros --bench compile_time

# Review changed snapshots (needs cargo-insta).
review:
    cargo insta review
