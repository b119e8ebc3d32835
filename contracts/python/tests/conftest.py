"""What the tests need besides the package."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import needs
import pytest
import sessions

pytest_plugins = ["pytester"]

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The repository."""
    return CHECKOUT


@pytest.fixture(scope="session")
def example_contracts(checkout: Path) -> Path:
    """The contract files of the examples."""
    return checkout / "examples" / "contracts"


Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def counterpart(checkout: Path) -> Program:
    """The program: called with arguments, in a folder. COUNTERPART_CLI names it."""
    named = os.environ.get("COUNTERPART_CLI")
    built = Path(os.environ.get("CARGO_TARGET_DIR", checkout / "target")) / "debug" / "cargo-counterpart"
    program = named or (str(built) if built.is_file() else shutil.which("cargo-counterpart"))
    if program is None:
        needs.skip(
            "counterpart-program", "COUNTERPART_CLI does not name the program cargo-counterpart, and none is built"
        )

    def call(*arguments: str, folder: Path, exit_code: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COUNTERPART_")}
        done = subprocess.run(
            [program, "counterpart", *arguments],
            cwd=folder,
            env=environment | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        return done

    return call


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A service with two declared models and one test."""
    for variable in ("CI", "COUNTERPART_UPDATE", "COUNTERPART_CONTRACTS", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(variable, raising=False)
    pytester.makefile(
        ".toml", pyproject="[project]\nname = 'billing'\n[tool.pytest.ini_options]\ntestpaths = ['tests']"
    )
    pytester.makefile(".toml", counterpart="contracts = 'contracts'")
    pytester.makepyfile(events=sessions.MODELS)
    sessions.write(pytester, "tests/test_events.py", "import events\n\ndef test_nothing():\n    pass\n")
    pytester.syspathinsert()
    return pytester
