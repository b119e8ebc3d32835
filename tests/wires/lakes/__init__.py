"""Recorders for lake engines, and the messages that are sent through them: `tests/wires/run_lakes` runs them."""
