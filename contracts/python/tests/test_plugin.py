"""The plugin of pytest, in sessions of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

MODELS = """
    import counterpart
    import pydantic

    @counterpart.consumes("user.registered", owner="team-billing")
    class UserRegistered(pydantic.BaseModel):
        user_id: int
        email: str

    @counterpart.emits(
        "invoice.paid",
        retention="90d",
        examples=lambda: [InvoicePaid(invoice_id=7, note=None), '{"invoice_id": 8, "note": "late"}'],
    )
    class InvoicePaid(pydantic.BaseModel):
        invoice_id: int
        note: str | None = None
"""
CONSUMED = "contracts/billing/consumes/user.registered.json"
EMITTED = "contracts/billing/emits/invoice.paid.json"


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A service with two declared models and one test."""
    for variable in ("CI", "COUNTERPART_UPDATE", "COUNTERPART_CONTRACTS", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(variable, raising=False)
    pytester.makefile(".toml", pyproject="[project]\nname = 'billing'\n[tool.pytest.ini_options]\ntestpaths = ['tests']")
    pytester.makefile(".toml", counterpart="contracts = 'contracts'")
    pytester.makepyfile(events=MODELS)
    write(pytester, "tests/test_events.py", "import events\n\ndef test_nothing():\n    pass\n")
    pytester.syspathinsert()
    return pytester


def write(project: pytest.Pytester, path: str, text: str) -> Path:
    file = project.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def run(project: pytest.Pytester, *arguments: str, **outcomes: int) -> str:
    result = project.runpytest_subprocess(*arguments)
    result.assert_outcomes(**outcomes)
    return result.stdout.str()


def test_missing_file_fails_and_its_new_version_is_left_for_review(project: pytest.Pytester) -> None:
    said = run(project, passed=1, failed=2)
    assert f"the contract file {CONSUMED} does not exist yet" in said
    assert f"The new version is at {CONSUMED}.new. Accept it with" in said
    assert "cargo counterpart accept --no-build --contracts contracts" in said
    assert '+    "event": "user.registered"' in said
    assert not (project.path / CONSUMED).exists()
    written = json.loads((project.path / f"{CONSUMED}.new").read_text())
    assert written["x-contract"]["owner"] == "team-billing"
    assert written["x-contract"]["imported"] == ["events.UserRegistered.model.json"]


def test_left_file_is_accepted_by_the_program_and_then_passes(project: pytest.Pytester, counterpart: Any) -> None:
    run(project, passed=1, failed=2)
    said = counterpart("accept", "--no-build", "--contracts", "contracts", folder=project.path).stdout
    assert CONSUMED in said and EMITTED in said
    run(project, passed=3)
    assert not list(project.path.glob("contracts/**/*.new"))


def test_the_option_writes_the_files_and_the_next_run_is_green(project: pytest.Pytester) -> None:
    said = run(project, "--counterpart-update", passed=3)
    assert f"counterpart: wrote {CONSUMED}" in said and f"counterpart: wrote {EMITTED}" in said
    assert "wrote" not in run(project, passed=3)
    assert "counterpart::consumes user.registered PASSED" in run(project, "-v", passed=3)


def test_stale_file_is_shown_with_its_difference(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    before = (project.path / CONSUMED).read_text()
    project.makepyfile(events=MODELS.replace("email: str", "email: str\n        plan: str"))
    said = run(project, passed=2, failed=1)
    assert f"the contract file {CONSUMED} differs from the code" in said
    assert '+    "plan": {' in said
    assert (project.path / CONSUMED).read_text() == before


def test_ci_writes_nothing_and_the_variable_is_over_it(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    said = run(project, passed=1, failed=2)
    assert "Nothing was written" in said and "pytest --counterpart-update" in said
    assert not (project.path / "contracts").exists()
    monkeypatch.setenv("COUNTERPART_UPDATE", "sometimes")
    assert "COUNTERPART_UPDATE is 'sometimes': write `always`" in run(project, passed=1, failed=2)
    monkeypatch.setenv("COUNTERPART_UPDATE", "always")
    run(project, passed=3)


def test_file_that_says_the_same_with_other_line_ends_and_order_passes(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    file = project.path / CONSUMED
    document = json.loads(file.read_text())
    document["properties"] = dict(reversed(document["properties"].items()))
    file.write_bytes(json.dumps(document, indent=4).replace("\n", "\r\n").encode())
    run(project, passed=3)


def test_file_that_is_broken_is_named_and_can_be_replaced(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    (project.path / CONSUMED).write_text('{"x-contract": ')
    said = run(project, "-k", "consumes", failed=1, deselected=2)
    assert f"the contract file {CONSUMED} cannot be read (not JSON" in said
    run(project, "--counterpart-update", passed=3)


def test_options_name_the_folder_and_the_service(project: pytest.Pytester) -> None:
    write(
        project,
        "pytest.ini",
        "[pytest]\ntestpaths = tests\ncounterpart_contracts = ../shared\ncounterpart_service = invoices\n",
    )
    run(project, "--counterpart-update", passed=3)
    assert (project.path.parent / "shared/invoices/consumes/user.registered.json").is_file()


def test_folder_and_service_are_the_same_from_a_folder_below(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a section for pytest, the folder that it is started in is its root.
    project.makefile(".toml", pyproject="[project]\nname = 'billing'")
    (project.path / "counterpart.toml").unlink()
    monkeypatch.setenv("PYTHONPATH", str(project.path))
    monkeypatch.chdir(project.path / "tests")
    run(project, "--counterpart-update", passed=3)
    assert (project.path / CONSUMED).is_file()
    # These may be a part of the tests: what they do not declare is not called gone.
    (project.path / CONSUMED).rename(project.path / CONSUMED.replace("user.registered", "user.gone"))
    run(project, "--counterpart-update", passed=3)
    assert not (project.path / "tests/contracts").exists()


def test_without_a_name_of_the_service_the_ways_to_name_it_are_said(project: pytest.Pytester) -> None:
    project.makefile(".toml", pyproject="[tool.pytest.ini_options]\ntestpaths = ['tests']")
    said = run(project, passed=1, failed=2)
    assert "no service is known for consumes user.registered: name it in the ini option counterpart_service" in said


def test_file_of_a_declaration_that_is_gone_fails_if_all_was_collected(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    project.makepyfile(events=MODELS.replace('"user.registered"', '"user.renamed"'))
    # A file that somebody imported by hand is none of these.
    by_hand = json.loads((project.path / CONSUMED).read_text())
    by_hand["x-contract"] |= {"event": "by.hand", "imported": ["user.registered.json"]}
    write(project, "contracts/billing/consumes/by.hand.json", json.dumps(by_hand))
    said = run(project, "--counterpart-update", passed=3, failed=1)
    assert f"{CONSUMED} is of events.UserRegistered, and nothing that the tests import declares it" in said
    assert "[contract-orphaned]" in said
    # A part of the tests does not see all declarations.
    run(project, "tests/test_events.py", passed=3)
    run(project, "-k", "nothing", passed=1, deselected=2)
    (project.path / CONSUMED).unlink()
    run(project, passed=3)


def test_test_that_is_named_runs_alone(project: pytest.Pytester) -> None:
    run(project, "tests/test_events.py::test_nothing", passed=1)


def test_example_that_the_contract_refuses_fails(project: pytest.Pytester) -> None:
    project.makepyfile(events=MODELS.replace('"invoice_id": 8', '"invoice_id": "8"'))
    said = run(project, "--counterpart-update", passed=2, failed=1)
    assert "example 2 is refused by the contract of billing, which emits it" in said
    assert "/invoice_id: expected" in said and '"invoice_id": "8"' in said


def test_example_that_a_consumer_refuses_fails_with_its_name(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    consumer = json.loads((project.path / EMITTED).read_text())
    header = {"role": "consumes", "service": "ledger", "event": "invoice.paid", "imported": ["a.json"]}
    consumer = {
        "x-contract": {"format": 1, **header, "assumes": []},
        "type": "object",
        "properties": {"note": {"type": "string"}},
        "required": ["note"],
    }
    file = write(project, "contracts/ledger/consumes/invoice.paid.json", json.dumps(consumer))
    said = run(project, passed=2, failed=1)
    assert "example 1 is refused by the contract of ledger: invoice.paid for ledger: /note" in said
    file.write_bytes(b"\xff")
    assert "ledger/consumes/invoice.paid.json: 'utf-8' codec can't decode" in run(project, passed=2, failed=1)
    # What is not for this producer, or about more than the payload, does not judge.
    consumer["x-contract"]["producer"] = "another-service"
    file.write_text(json.dumps(consumer))
    run(project, passed=3)
    del consumer["x-contract"]["producer"]
    consumer["x-contract"]["headers"] = {"type": "object", "properties": {"trace": {"type": "string"}}}
    file.write_text(json.dumps(consumer))
    assert "it describes more than the payload" in " ".join(run(project, passed=3, warnings=1).split())


def test_emitted_event_without_examples_is_a_warning(project: pytest.Pytester) -> None:
    models = MODELS[: MODELS.index("        examples=")] + MODELS[MODELS.index("    )\n    class InvoicePaid") :]
    project.makepyfile(events=models)
    said = run(project, "--counterpart-update", passed=3, warnings=1)
    assert "emits invoice.paid has no examples" in said


def test_warning_of_the_import_is_a_warning(project: pytest.Pytester) -> None:
    models = """
        import counterpart
        import pydantic

        @counterpart.consumes("user.registered")
        class UserRegistered(pydantic.BaseModel):
            email: str = pydantic.Field(json_schema_extra={"minlength": 3})
    """
    project.makepyfile(events=models)
    said = run(project, "--counterpart-update", passed=2, warnings=1)
    assert "is not a JSON Schema keyword and is ignored; did you mean `minLength`?" in " ".join(said.split())


def test_event_of_two_models_is_an_error_that_names_both(project: pytest.Pytester) -> None:
    models = """
        import counterpart
        import msgspec

        @counterpart.consumes("user.registered")
        class Old(msgspec.Struct):
            user_id: int

        @counterpart.consumes("user.registered")
        class New(msgspec.Struct):
            user_id: str
    """
    project.makepyfile(events=models)
    said = run(project, passed=1, failed=2)
    assert "is declared by several models: events.New, events.Old" in said
    project.makepyfile(events=models.replace('registered")\n        class New', 'registered", name="new")\n        class New'))
    run(project, "--counterpart-update", passed=3)
    assert (project.path / "contracts/billing/consumes/user.registered@new.json").is_file()


def test_event_of_two_services_is_two_files(project: pytest.Pytester) -> None:
    models = """
        import counterpart
        import msgspec

        @counterpart.consumes("user.registered")
        @counterpart.consumes("user.registered", service="mailing list")
        class User(msgspec.Struct):
            user_id: int
    """
    project.makepyfile(events=models)
    said = run(project, "--counterpart-update", "-v", passed=3)
    assert "counterpart::mailing list consumes user.registered PASSED" in said
    assert len(list(project.path.glob("contracts/*/consumes/user.registered.json"))) == 2
    project.makepyfile(events=models.replace('@counterpart.consumes("user.registered", service', '@counterpart.consumes("user.renamed", service'))
    said = run(project, "--counterpart-update", passed=3, failed=1)
    assert "consumes/user.registered.json is of events.User" in said


def test_tests_that_run_in_several_processes_are_the_same(project: pytest.Pytester) -> None:
    ids = []
    for order in ("events\nimport more", "more\nimport events"):
        write(project, "tests/test_events.py", f"import {order}\n\ndef test_nothing():\n    pass\n")
        write(
            project,
            "more.py",
            "import counterpart, msgspec\n\n@counterpart.consumes('a')\nclass A(msgspec.Struct):\n    b: int\n",
        )
        result = project.runpytest_subprocess("--collect-only", "-q")
        ids.append([line for line in result.outlines if "::" in line])
    assert ids[0] == ids[1] and len(ids[0]) == 4


def test_session_without_declarations_has_no_tests_of_them(project: pytest.Pytester) -> None:
    write(project, "tests/test_events.py", "def test_nothing():\n    pass\n")
    run(project, passed=1)


def test_class_without_a_library_fails_its_own_test(project: pytest.Pytester) -> None:
    project.makepyfile(events=MODELS.replace("(pydantic.BaseModel):\n        user_id", ":\n        user_id"))
    said = run(project, "--counterpart-update", passed=2, failed=1)
    assert "UserRegistered is neither a pydantic model nor a msgspec Struct" in said
