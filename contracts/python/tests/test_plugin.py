"""The plugin of pytest, in sessions of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sessions import CONSUMED, EMITTED, MODELS, run, write


def test_missing_file_fails_and_its_new_version_is_left_for_review(project: pytest.Pytester) -> None:
    said = run(project, passed=1, failed=2)
    assert f"the contract file {CONSUMED} does not exist yet" in said
    assert f"The new version is at {CONSUMED}.new. Accept it with" in said
    assert "cargo counterpart accept --no-build --contracts contracts" in said
    assert '+    "event": "user.registered"' in said
    assert not (project.path / CONSUMED).exists()
    written = json.loads((project.path / f"{CONSUMED}.new").read_text())
    assert written["x-contract"]["owner"] == "team-billing"
    assert written["x-contract"]["imported"] == ["events.UserRegistered.declared.json"]


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


BOTH = """
    import counterpart
    import msgspec

    @counterpart.emits("a", examples='{"b": 1}')
    class Sent(msgspec.Struct):
        b: int

    @counterpart.consumes("a")
    class Taken(msgspec.Struct):
        b: str
"""


def test_examples_are_judged_by_what_the_same_service_declares_before_its_file_is_there(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(events=BOTH)
    for _ in range(2):
        said = run(project, "--counterpart-update", passed=2, failed=1)
        assert "example 1 is refused by the contract of billing: a for billing: /b" in said
    project.makepyfile(events=BOTH.replace("b: str", "b: int"))
    run(project, "--counterpart-update", passed=3)


def test_file_of_a_consumer_may_have_a_byte_order_mark_and_must_be_where_it_says(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    header = {"role": "consumes", "service": "ledger", "event": "invoice.paid", "imported": ["a.json"]}
    consumer = {"x-contract": {"format": 1, **header, "assumes": []}, "type": "object"}
    file = write(project, "contracts/ledger/consumes/invoice.paid.json", "")
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(consumer).encode())
    run(project, passed=3)
    for part in ({"service": "shipping"}, {"event": "invoice.sent"}, {"role": "emits"}):
        file.write_text(json.dumps(consumer | {"x-contract": consumer["x-contract"] | part}))
        said = run(project, passed=2, failed=1)
        assert "contracts/ledger/consumes/invoice.paid.json says that " in said and "move or correct it" in said


@pytest.mark.parametrize(
    "examples", ["lambda: InvoicePaid(invoice_id=7)", 'lambda: \'{"invoice_id": 7, "note": null}\'']
)
def test_function_may_return_one_example(project: pytest.Pytester, examples: str) -> None:
    start, end = MODELS.index("lambda"), MODELS.index(",\n    )\n    class InvoicePaid")
    project.makepyfile(events=MODELS[:start] + examples + MODELS[end:])
    run(project, "--counterpart-update", passed=3)


@pytest.mark.parametrize("examples", ["None", "{'invoice_id': 7}", "'\\ud800'"])
def test_wrong_example_is_named(project: pytest.Pytester, examples: str) -> None:
    start, end = MODELS.index("lambda"), MODELS.index(",\n    )\n    class InvoicePaid")
    project.makepyfile(events=MODELS[:start] + f"lambda: {examples}" + MODELS[end:])
    said = run(project, "--counterpart-update", passed=2, failed=1)
    assert "an example of emits invoice.paid is " in said and "Traceback" not in said and "_models.py" not in said


def test_failed_test_is_run_again_by_words_of_its_name_and_as_the_last_failed(project: pytest.Pytester) -> None:
    run(project, passed=1, failed=2)
    run(project, "-k", "consumes and user.registered", failed=1, deselected=2)
    run(project, "--lf", failed=2, deselected=1)
