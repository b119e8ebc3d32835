"""The public interface is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import needs

USE = """
from typing import Optional

import counterpart
import pydantic


@counterpart.consumes("user.registered", times="offset")
class User(pydantic.BaseModel):
    user_id: int


contracts = counterpart.Contracts.load("contracts")
message: bytes = contracts.guard("user.registered").read(b"{}")
outcome: str = counterpart.check({}, {}).outcome
place: Optional[str] = next((finding.place for finding in counterpart.check("{}", "{}").findings), None)
judged: int = contracts.audit([b"{}"]).judged
rows: int = len(contracts.audit_batch(None))
kept: bool = counterpart.conform("user.registered", User).keeps_its_promises
user: User = User(user_id=1)
wrong: int = contracts.samples("user.registered")
contracts.guard(7)
"""


def test_strict_checker_accepts_the_package_and_finds_misuse(tmp_path: Path) -> None:
    needs.module("mypy", "mypy")
    settings = Path(__file__).resolve().parents[1] / "pyproject.toml"
    check = [sys.executable, "-m", "mypy", "--config-file", str(settings), "--cache-dir", str(tmp_path / "cache")]
    # As it is installed: beside its files, other packages would be taken for those of the standard library.
    done = subprocess.run([*check, "--package", "counterpart"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    (tmp_path / "use.py").write_text(USE)
    done = subprocess.run([*check, "use.py"], capture_output=True, text=True, cwd=tmp_path)
    errors = [line for line in done.stdout.splitlines() if " error: " in line]
    assert len(errors) == 2 and "list[str]" in errors[0] and '"int"' in errors[1], done.stdout
