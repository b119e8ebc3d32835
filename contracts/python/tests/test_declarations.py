"""Declarations: which there are, and of which service."""

from __future__ import annotations

import counterpart
import pytest
from sessions import CONSUMED, run, write


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
    project.makepyfile(
        events=models.replace('registered")\n        class New', 'registered", name="new")\n        class New')
    )
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
    project.makepyfile(
        events=models.replace(
            '@counterpart.consumes("user.registered", service', '@counterpart.consumes("user.renamed", service'
        )
    )
    said = run(project, "--counterpart-update", passed=3, failed=1)
    assert "consumes/user.registered.json is of events.User" in said


ONE = "import counterpart, msgspec\n\n@counterpart.consumes('a')\nclass A(msgspec.Struct):\n    b: int\n"
FACTORY = """
import counterpart, msgspec

def made(kind):
    @counterpart.consumes("a")
    class A(msgspec.Struct):
        b: kind
    return A

made(int)
made(str)
"""
LIBRARY = """
import counterpart, msgspec

def reads(event):
    @counterpart.consumes(event)
    class B(msgspec.Struct):
        b: int
"""
LOOP = """
import counterpart, msgspec

for kind in (int, str):
    @counterpart.consumes("a")
    class A(msgspec.Struct):
        b: kind
"""


@pytest.mark.parametrize("module", [ONE + ONE.replace("int", "str"), FACTORY, LOOP], ids=["twice", "factory", "loop"])
def test_event_of_two_classes_of_one_name_is_an_error(project: pytest.Pytester, module: str) -> None:
    write(project, "events.py", module)
    said = run(project, "--counterpart-update", passed=1, failed=2)
    assert "A (events.py:" in said and "is declared by several models: events." in said
    assert not (project.path / "contracts").exists()


def test_event_in_two_modules_of_one_name_is_an_error(project: pytest.Pytester) -> None:
    for folder in ("u", "v"):
        write(project, f"tests/{folder}/conftest.py", ONE)
        write(project, f"tests/{folder}/test_{folder}.py", "def test_nothing():\n    pass\n")
    write(project, "tests/test_events.py", "def test_nothing():\n    pass\n")
    said = run(project, "--counterpart-update", passed=3, failed=2)
    assert "conftest.A (tests/u/conftest.py:3), conftest.A (tests/v/conftest.py:3)" in said


@pytest.mark.parametrize("again", ["importlib.reload(events)", "del sys.modules['events']; import events"])
def test_module_that_is_loaded_again_declares_the_same(project: pytest.Pytester, again: str) -> None:
    write(project, "events.py", ONE)
    write(project, "tests/test_events.py", f"import importlib, sys, events\n{again}\n\ndef test_nothing():\n    pass\n")
    run(project, "--counterpart-update", passed=2)


def test_wrong_kind_of_argument_is_an_error_where_it_is_declared() -> None:
    class A:
        pass

    with pytest.raises(TypeError, match=r'write @counterpart.consumes\("user.registered"\)'):
        counterpart.consumes(A)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="emits takes the name of the event, and not 5"):
        counterpart.emits(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="service of consumes a is a str, and not 5"):
        counterpart.consumes("a", service=5)  # type: ignore[arg-type]


def test_service_is_the_project_of_the_module_that_declares(project: pytest.Pytester) -> None:
    project.makefile(
        ".toml",
        pyproject="[project]\nname = 'mono'\n"
        "[tool.pytest.ini_options]\ntestpaths = ['svc_b']\npythonpath = ['svc_a', 'svc_b']",
    )
    for name in ("a", "b"):
        write(project, f"svc_{name}/pyproject.toml", f"[project]\nname = 'svc-{name}'")
        write(project, f"svc_{name}/events_{name}.py", ONE.replace("'a'", f"'ev.{name}'"))
        write(project, f"svc_{name}/tests/test_{name}.py", f"import events_{name}\n\ndef test_nothing():\n    pass\n")
        # Without a project in it, this is no other one.
        write(project, f"svc_{name}/tests/pyproject.toml", "[tool.other]\n")
    run(project, "--counterpart-update", "svc_a", "svc_b", passed=4)
    assert sorted(str(path.relative_to(project.path)) for path in project.path.glob("contracts/*/*/*")) == [
        "contracts/svc-a/consumes/ev.a.json",
        "contracts/svc-b/consumes/ev.b.json",
    ]
    run(project, passed=2)
    # A function of a library declares for the module that calls it.
    write(project, "svc_b/events_b.py", "import lib\nlib.reads('ev.b')\n")
    write(project, "lib.py", LIBRARY)
    run(project, "--counterpart-update", "svc_b", passed=2)
    assert len(list(project.path.glob("contracts/*/*/*"))) == 2
