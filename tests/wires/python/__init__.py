"""Recorders for libraries of Python, and the messages that all libraries are asked about: `tests/wires/run` runs them."""
