"""The program reads the letters, and says which of them another version would take."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from billing.letters import Letters
from billing.service import Billing, contracts_folder
from counterpart import Contracts, check
from test_service import BROKEN, REGISTERED


def counterpart(*arguments: str, exit_code: int) -> str:
    program = os.environ.get("COUNTERPART_CLI")
    if program is None:
        if os.environ.get("CI") == "true" and "counterpart-program" not in os.environ.get("COUNTERPART_TEST_SKIP", ""):
            pytest.fail("COUNTERPART_CLI does not name the program cargo-counterpart", pytrace=False)
        pytest.skip("COUNTERPART_CLI does not name the program cargo-counterpart")
    done = subprocess.run([program, "counterpart", *arguments], capture_output=True, text=True)
    assert done.returncode == exit_code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    letters = Letters(tmp_path / "letters.ndjson")
    billing = Billing(Contracts.load(contracts_folder()), letters)
    for message in (REGISTERED, BROKEN, b"\xff"):
        billing.receive(message)
    return letters.path


def test_letters_are_the_documents_that_the_program_describes(file: Path) -> None:
    schema = counterpart("schema", "dead-letter", exit_code=0)
    for line in file.read_text().splitlines():
        assert check({"const": json.loads(line)}, schema).is_compatible


def test_redrive_says_that_they_stay_and_which_a_wider_contract_takes(file: Path, tmp_path: Path) -> None:
    arguments = ["redrive", str(file), "--no-build", "--service", "billing", "--format", "json", "--contracts"]
    plan = json.loads(counterpart(*arguments, str(contracts_folder()), exit_code=100))
    assert "null-emitted" in json.dumps(plan) and "malformed-text" in json.dumps(plan)

    wider = json.loads((contracts_folder() / "billing/consumes/user.registered.json").read_text())
    wider["required"] = []
    wider["properties"]["plan"] = {}
    folder = tmp_path / "next"
    target = folder / "billing/consumes/user.registered.json"
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(wider))
    taken = tmp_path / "taken.ndjson"
    split = ["--take", str(taken), "--leave", str(tmp_path / "left.ndjson")]
    counterpart(*arguments, str(folder), *split, exit_code=100)
    [line] = taken.read_text().splitlines()
    assert json.loads(line)["id"] == {"source": "user-service", "id": "8/1"}
