"""Contract files whose declaration is gone, in sessions of their own."""

from __future__ import annotations

import json

import pytest
from sessions import CONSUMED, MODELS, run, write


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


def test_last_declaration_that_is_gone_leaves_an_orphan(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    write(project, "events.py", "")
    for arguments in ((), (".",)):
        assert f"{CONSUMED} is of events.UserRegistered" in run(project, *arguments, passed=1, failed=2)


def test_orphan_is_named_if_the_module_is_gone_too(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    (project.path / "events.py").unlink()
    write(project, "tests/test_events.py", "def test_nothing():\n    pass\n")
    run(project, passed=1, failed=2)


@pytest.mark.parametrize(
    "tests",
    [
        "import pytest\npytest.skip('no broker', allow_module_level=True)\nimport events\n",
        "import pytest\npytest.importorskip('not_there')\nimport events\n",
        "def test_nothing():\n    import events\n",
    ],
)
def test_declaration_that_was_not_imported_is_not_gone(project: pytest.Pytester, tests: str) -> None:
    run(project, "--counterpart-update", passed=3)
    write(project, "tests/test_events.py", tests)
    more = "import counterpart, msgspec\n\n@counterpart.consumes('b')\nclass B(msgspec.Struct):\n    c: int\n"
    write(project, "tests/test_more.py", more)
    result = project.runpytest_subprocess("--counterpart-update")
    assert "counterpart: wrote contracts/billing/consumes/b.json" in result.stdout.str()
    assert result.ret == 0 and "orphaned" not in result.stdout.str()


def test_declaration_of_a_suite_outside_of_testpaths_is_not_gone(project: pytest.Pytester) -> None:
    more = MODELS.replace("user.registered", "user.deleted").replace("invoice.paid", "invoice.sent")
    project.makepyfile(**{"integration/test_more": more + "\n    def test_nothing():\n        pass\n"})
    run(project, "--counterpart-update", "tests", "integration", passed=6)
    run(project, passed=3)
    run(project, ".", passed=6)


def test_declaration_under_a_condition_is_not_gone(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    consumed = MODELS.index("    @counterpart.consumes")
    emitted = MODELS.index("    @counterpart.emits")
    below = MODELS[consumed:emitted].replace("\n    ", "\n        ").rstrip()
    project.makepyfile(events=MODELS[:consumed] + "    if False:\n    " + below + "\n\n" + MODELS[emitted:])
    run(project, passed=2)
    # The name may be a constant of another module.
    write(project, "names.py", "REGISTERED = 'user.registered'\n")
    events = (project.path / "events.py").read_text().replace('"user.registered"', "REGISTERED")
    write(project, "events.py", f"from names import REGISTERED\n{events}")
    run(project, passed=2)


def test_file_that_somebody_imported_is_no_orphan_whatever_its_name(project: pytest.Pytester) -> None:
    run(project, "--counterpart-update", passed=3)
    by_hand = json.loads((project.path / CONSUMED).read_text())
    for name in ("user.model.json", "events.User.model.json"):
        by_hand["x-contract"] |= {"event": "by.hand", "imported": [name]}
        write(project, "contracts/billing/consumes/by.hand.json", json.dumps(by_hand))
        run(project, passed=3)


def test_new_version_that_nothing_declares_any_longer_is_removed(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(project, "--counterpart-update", passed=3)
    project.makepyfile(events=MODELS.replace("user.registered", "user.registerd"))
    run(project, passed=2, failed=2)
    stale = project.path / CONSUMED.replace("registered", "registerd.json.new").removesuffix(".json")
    assert stale.is_file()
    project.makepyfile(events=MODELS)
    run(project, "--collect-only")
    monkeypatch.setenv("CI", "true")
    run(project, passed=3)
    assert stale.is_file()
    monkeypatch.delenv("CI")
    assert "counterpart: removed contracts/billing/consumes/user.registerd.json.new" in run(project, passed=3)
    assert not stale.exists()
