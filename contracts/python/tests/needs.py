"""What a machine may lack, as the tests in Rust have it: on a developer's machine a test is skipped, and where ``CI=true`` it
fails unless ``COUNTERPART_TEST_SKIP`` names what is lacking."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NoReturn

import pytest

MAY_LACK = "COUNTERPART_TEST_SKIP"


def module(name: str, lacking: str) -> Any:
    """A module, or the test is skipped, or all tests of a file that asks for it while it is imported."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        if sys.version_info < (3, 11):
            pytest.skip(f"{name} is tested with Python 3.11 and later", allow_module_level=True)
        skip(lacking, f"{name} is not installed")


def skip(lacking: str, reason: str) -> NoReturn:
    """Skips the test, or fails it."""
    named = [name.strip() for name in os.environ.get(MAY_LACK, "").split(",")]
    if os.environ.get("CI") == "true" and lacking not in named:
        pytest.fail(
            f"{reason}; in CI a test is skipped only where {MAY_LACK} names what the machine lacks: {MAY_LACK}={lacking}",
            pytrace=False,
        )
    pytest.skip(f"({lacking}) {reason}", allow_module_level=True)
