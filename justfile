# The few commands people use. `just` lists them; each is a plain cargo command that works without `just`.

_default:
    @just --list

# All tests.
test:
    cargo test --workspace

# What a change to the engine needs: containment, witnesses, exact JSON.
engine:
    cargo test -p counterpart-engine

# What a change to a schema pass, the derive or the truth test needs: serde as the judge.
schema:
    cargo test -p counterpart -p counterpart-macros

# What a change to pairing, reports, import, stores or deployments needs; and object stores, which other runs leave out.
store:
    cargo test -p counterpart-verifier
    COUNTERPART_TEST_STORES=objects cargo test -p counterpart-verifier --features object-store --test stores
    cargo test -p counterpart-verifier --features object-store --lib store::object

# What a change to pacts needs.
pact:
    cargo test -p counterpart-pact
    cargo test -p cargo-counterpart --test packages pact::

# What a change to a command or to what it prints needs. One piece: `just cli deploy::`.
cli *piece:
    cargo test -p cargo-counterpart --bin cargo-counterpart --test cli {{ piece }}

# What a change to collecting from packages needs (some minutes at first).
packages *piece:
    cargo test -p cargo-counterpart --test packages {{ piece }}

# Write what the book and the README show of the program anew: outputs, the pages on rules and on commands.
book:
    COUNTERPART_TEST_UPDATE=1 cargo test -p cargo-counterpart --no-fail-fast --bin cargo-counterpart --test book -- documented every_page_shows

# What CI checks, all of it.
ci:
    .ci/run

# Formatting and lints, as CI wants them.
lint:
    .ci/run lint

# Verify the examples: green.
verify:
    cargo counterpart verify

# Verify the examples with a breaking change in the user service: red.
red:
    cargo counterpart verify --features user-service/breaking

# Draw the pictures of README.md anew, from what the program prints of five breaks.
images:
    COUNTERPART_IMAGES=draw cargo test -p cargo-counterpart --test packages images::

# What the derive costs to compile, against schemars' (a few minutes).
compile-time:
    cargo bench -p counterpart-macros --bench compile_time

# Review changed snapshots (needs cargo-insta).
review:
    cargo insta review
