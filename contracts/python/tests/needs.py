"""What a machine may lack, as the tests in Rust have it: at a desk a test is skipped, and where ``CI=true`` it fails
unless ``COUNTERPART_TEST_SKIP`` names what is lacking."""

import importlib
import os

import pytest

MAY_LACK = "COUNTERPART_TEST_SKIP"


def module(name: str, lacking: str):
    """A module, or its tests are skipped."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return skip(lacking, f"{name} is not installed")


def skip(lacking: str, reason: str):
    """Skips the test, or all of a file that is being imported, or fails it."""
    named = [name.strip() for name in os.environ.get(MAY_LACK, "").split(",")]
    if os.environ.get("CI") == "true" and lacking not in named:
        pytest.fail(
            f"{reason}; in CI a test is skipped only where {MAY_LACK} names what the machine lacks: {MAY_LACK}={lacking}"
        )
    pytest.skip(f"({lacking}) {reason}", allow_module_level=True)
