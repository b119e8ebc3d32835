# The commands that people use most. `just` lists them; each is a plain cargo command that works without `just`.

_default:
    @just --list

# All tests.
test:
    cargo test --workspace --features full

# Tests for a change to the engine: containment, witnesses, exact JSON.
engine:
    cargo test -p counterpart-engine

# Tests for a change to a schema pass, the derive or the truth test: serde is the judge.
schema:
    cargo test -p counterpart -p counterpart-macros

# Tests for a change to pairing, reports, import, stores or deployments; also of stores in buckets.
store:
    cargo test -p counterpart-verifier --features object-store

# Tests for a change to pacts.
pact:
    cargo test -p counterpart-pact
    cargo test -p cargo-counterpart --features full --test packages pact::

# Tests for a change to a command or its output. One part: `just cli deploy::`.
cli *piece:
    cargo test -p cargo-counterpart --features full --bin cargo-counterpart --test cli {{ piece }}

# Tests for a change to collecting from packages (a few minutes the first time).
packages *piece:
    cargo test -p cargo-counterpart --features full --test packages {{ piece }}

# Regenerate the outputs in the book and the README, and the pages on rules and commands.
book:
    COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --features full --no-fail-fast --bin cargo-counterpart --test book -- documented every_page_shows

# Everything that CI checks.
ci:
    .ci/run

# Formatting and lints, as in CI.
lint:
    .ci/run lint

# Verify the examples: green.
verify:
    cargo counterpart verify

# Verify the examples with a breaking change in the user service: red.
red:
    cargo counterpart verify --features user-service/breaking

# Redraw the pictures in README.md from the program's output for five breaks.
images:
    COUNTERPART_IMAGES=draw cargo test -p cargo-counterpart --features full --test packages images::

# Compare the compile time of the derive with that of schemars' (a few minutes).
compile-time:
    cargo bench -p counterpart-macros --bench compile_time

# Review changed snapshots (needs cargo-insta).
review:
    cargo insta review
