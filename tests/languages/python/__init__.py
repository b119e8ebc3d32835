"""Recorders for libraries of Python: `tests/languages/run_python` runs them."""
