"""Contract files loaded from folders and stores."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
from counterpart import Contracts, Error


@pytest.fixture
def copy(example_contracts: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example_contracts, tmp_path / "contracts"))


def test_folder_is_loaded_with_all_files(example_contracts: Path) -> None:
    contracts = Contracts.load(example_contracts)
    assert len(contracts) == len(list(example_contracts.rglob("*.json")))
    file = contracts.find("user.registered", service="auth-service")
    assert (file.service, file.role, file.event, file.name) == ("auth-service", "consumes", "user.registered", None)
    assert file.schema["required"] == ["email", "user_id"]
    assert Path(file.path).read_text() == file.text
    assert len(Contracts.load(str(example_contracts))) == len(contracts)


def test_what_cannot_be_loaded_is_named(copy: Path, tmp_path: Path) -> None:
    file = copy / "auth-service/consumes/user.registered.json"
    whole = file.read_text()
    for location, why in [
        (tmp_path / "absent", "absent does not exist"),
        (file, "is not a folder"),
        (tmp_path / "empty", "empty holds no contract file"),
    ]:
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(Error, match=why):
            Contracts.load(location)
    file.write_text(whole[: len(whole) // 2])
    with pytest.raises(Error, match=r"user\.registered\.json: .*JSON"):
        Contracts.load(copy)
    file.write_text("{}")
    with pytest.raises(Error, match=r"user\.registered\.json: .*x-contract"):
        Contracts.load(copy)
    file.rename(file.with_name("other.json")).write_text(whole)
    with pytest.raises(Error, match="move it there"):
        Contracts.load(copy)


def test_wrong_types_are_type_errors(example_contracts: Path) -> None:
    wrong: Any = 7
    with pytest.raises(TypeError):
        Contracts.load(wrong)
    contracts = Contracts.load(example_contracts)
    with pytest.raises(TypeError, match="an iterable of messages, and not one message"):
        contracts.audit(b"{}", event="user.registered")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a message is bytes or str, and not dict"):
        contracts.audit([{"user_id": 7}], event="user.registered")  # type: ignore[list-item]
    with pytest.raises(TypeError, match="an iterable of messages, and not one message"):
        contracts.audit(memoryview(b"{}"), event="user.registered")  # type: ignore[arg-type]


def test_event_without_a_contract_names_those_with_one(example_contracts: Path) -> None:
    contracts = Contracts.load(example_contracts)
    with pytest.raises(Error, match=r"no file says what a service consumes of 'user\.gone'; the events are .*user\.deleted"):
        contracts.guard("user.gone")
    with pytest.raises(Error, match="the role is `consumes` or `emits`"):
        contracts.audit([], role="sends")


def test_several_contracts_of_one_event_are_told_apart(copy: Path) -> None:
    text = (copy / "auth-service/consumes/user.registered.json").read_text()
    for service, name in [("shop", "audit"), ("shop", "mail"), ("zoo", None)]:
        event = f"user.registered@{name}" if name else "user.registered"
        file = copy / service / "consumes" / f"{event}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        named = f'"event": "user.registered",\n    "name": "{name}"' if name else '"event": "user.registered"'
        file.write_text(text.replace('"auth-service"', f'"{service}"').replace('"event": "user.registered"', named))
    contracts = Contracts.load(copy)
    with pytest.raises(Error, match=r"several contracts, of auth-service, .*shop \(audit\), shop \(mail\), zoo: name one with"):
        contracts.guard("user.registered")
    with pytest.raises(Error, match="several contracts"):
        contracts.guard("user.registered", service="shop")
    with pytest.raises(Error, match="there are those of"):
        contracts.guard("user.registered", service="nobody")
    assert contracts.guard("user.registered", service="shop", name="mail").name == "mail"
    assert contracts.guard("user.registered", service="zoo").service == "zoo"


def test_set_of_contracts_survives_pickling(example_contracts: Path) -> None:
    contracts = Contracts.load(example_contracts)
    copy = pickle.loads(pickle.dumps(contracts))
    assert copy.files == contracts.files
    assert copy.guard("user.deleted", role="emits").event == "user.deleted"


def test_samples_are_what_the_guard_accepts_and_refuses(example_contracts: Path) -> None:
    contracts = Contracts.load(example_contracts)
    guard = contracts.guard("user.registered", role="emits")
    valid = contracts.samples("user.registered", 50, role="emits", seed=3)
    assert valid == contracts.samples("user.registered", 50, role="emits", seed=3)
    assert [guard.read(message) for message in valid] == valid
    for message in contracts.samples("user.registered", 50, role="emits", invalid=True):
        with pytest.raises(Error):
            guard.read(message)


@pytest.fixture
def store(copy: Path, tmp_path: Path, counterpart: Any) -> Path:
    """A folder as a store, with two versions of two services."""
    folder = tmp_path / "store"
    folder.mkdir()
    for version in ("1.0.0", "2.0.0"):
        for service in ("auth-service", "user-service"):
            if version == "2.0.0":
                (copy / "auth-service/consumes/user.deleted.json").unlink(missing_ok=True)
            counterpart(
                "publish", "--no-build", "--contracts", str(copy), "--store", str(folder), "--service", service,
                "--version", version, "--branch", "main", "--sequence", version[0],
                "--at", f"2026-11-30T1{version[0]}:00:00Z",
                folder=tmp_path,
            )  # fmt: skip
    return folder


def test_version_of_a_store_is_loaded(store: Path) -> None:
    first = Contracts.load(store, service="auth-service", version="1.0.0")
    second = Contracts.load(store, service="auth-service", version="2.0.0")
    assert {file.service for file in first.files} == {"auth-service"}
    assert {file.event for file in first.files} - {file.event for file in second.files} == {"user.deleted"}
    now = Contracts.load(f"file://{store}")
    assert {file.service for file in now.files} == {"auth-service", "user-service"}
    assert now.guard("user.registered").read('{"user_id":1,"email":"a"}')


def test_what_a_store_does_not_have_is_named(store: Path, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(Error, match="9.9.9"):
        Contracts.load(store, service="auth-service", version="9.9.9")
    with pytest.raises(Error, match="named by service and version"):
        Contracts.load(store, service="auth-service")
    with pytest.raises(Error, match="has no versions: only a store has"):
        Contracts.load(copy, service="auth-service", version="1.0.0")
    with pytest.raises(Error, match="does not exist"):
        Contracts.load(tmp_path / "absent", store=True)
    with pytest.raises(Error):
        Contracts.load(tmp_path / "contracts", store=True)
