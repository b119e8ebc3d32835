"""The plugin of pytest: one test for each declaration, which keeps its contract file current.

A test ``counterpart::consumes user.registered`` fails if the contract file is missing or differs from the model. It leaves
the new version beside it, for ``cargo counterpart accept --no-build``; ``pytest --counterpart-update`` writes the file.
"""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

from . import _counterpart
from ._declare import Declaration, declared
from ._errors import Error, Refused
from ._place import Place, project_folder

_SHOWN_LINES = 200
_WRITE = "pytest --counterpart-update"


class CounterpartWarning(pytest.PytestWarning):
    """Something about a declaration that its test did not fail for."""


class _Failed(Exception):
    """The text of a failed test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("counterpart")
    group.addoption(
        "--counterpart-update",
        action="store_true",
        help="write the contract files of declared models, instead of comparing them",
    )
    parser.addini(
        "counterpart_contracts", "folder of contract files; by default what counterpart.toml says, or contracts"
    )
    parser.addini("counterpart_service", "service of declarations that name none; by default the project's name")


class _Skipped:
    """Counts what was not collected: a module that is skipped while it is imported may declare something."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.count += report.skipped


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SKIPPED] = _Skipped()
    config.pluginmanager.register(config.stash[_SKIPPED])


# Before `-k` and `-m` choose, so that they choose among these, too.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.args and all("::" in argument for argument in config.args):
        return
    declarations = declared()
    place = Place(config, declarations)
    folders = sorted({item.path.parent for item in items})
    try:
        twice = _declared_twice(declarations, place)
    except Error as error:
        raise pytest.UsageError(str(error)) from None
    # First, because other tests may read the files that these write.
    items[:0] = [
        _Contract.from_parent(
            session,
            name=declaration.shown,
            nodeid=f"counterpart::{declaration.shown}",
            declaration=declaration,
            place=place,
            others=twice.get(_key(declaration, place), []),
        )
        for declaration in declarations
    ]
    if session.testsfailed or config.stash[_SKIPPED].count or not _is_whole(config):
        return
    for path, model in place.orphans(folders):
        if path.suffix == ".new":
            config.stash.setdefault(_STALE, []).append(path)
            continue
        name = f"orphaned {place.short(path)}"
        items.append(
            _Orphan.from_parent(session, name=name, nodeid=f"counterpart::{name}", path=path, model=model, place=place)
        )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Removes new versions that nothing declares any longer: `accept` would take them."""
    config = session.config
    place = Place(config, [])
    if config.option.collectonly or not config.stash.get(_STALE, []):
        return
    try:
        if place.update == "no":
            return
    except Error:
        # The test of each declaration says it.
        return
    for path in config.stash[_STALE]:
        path.unlink(missing_ok=True)
        config.stash.setdefault(_REMOVED, []).append(place.short(path))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    written: list[str] = config.stash.get(_WRITTEN, [])
    for path in sorted(set(written)):
        terminalreporter.write_line(f"counterpart: wrote {path}")
    for path in config.stash.get(_REMOVED, []):
        terminalreporter.write_line(f"counterpart: removed {path}, which nothing declares any longer")


_SKIPPED = pytest.StashKey[_Skipped]()
_WRITTEN = pytest.StashKey[list[str]]()
_STALE = pytest.StashKey[list[Path]]()
_REMOVED = pytest.StashKey[list[str]]()


class _Item(pytest.Item):
    place: Place

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *arguments: Any, **named: Any) -> Any:
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *arguments, **named)

    def reportinfo(self) -> tuple[Path, Optional[int], str]:
        # Another text than the end of the id, in which pytest would write `::` for each dot.
        return self.place.root, 0, f"counterpart: {self.name}"


class _Contract(_Item):
    """The contract file of one declaration, compared with the model."""

    def __init__(self, *, declaration: Declaration, place: Place, others: list[str], **of: Any):
        super().__init__(**of)
        self.declaration = declaration
        self.place = place
        self.others = others

    def reportinfo(self) -> tuple[Path, Optional[int], str]:
        root, line, title = super().reportinfo()
        try:
            file = inspect.getsourcefile(self.declaration.model)
            line = inspect.getsourcelines(self.declaration.model)[1] - 1
        except (OSError, TypeError):
            return root, line, title
        return Path(file) if file else root, line, title

    def runtest(self) -> None:
        try:
            self._check()
        except (Error, UnicodeError) as error:
            raise _Failed(str(error)) from None

    def _check(self) -> None:
        if self.others:
            raise Error(
                f"{self.declaration.shown} is declared by several models: {', '.join(self.others)}. Tell contracts apart "
                'with name="…", or declare one model of all alternatives, such as a RootModel of their union'
            )
        # The module needs no library, and the libraries of models are only there if the tests imported them.
        from ._models import contract_file

        service = self.place.service_of(self.declaration)
        path, text, warnings = contract_file(self.declaration, service)
        for warning in warnings:
            self.warn(CounterpartWarning(warning))
        self._compare(self.place.contracts / path, text)
        if self.declaration.role == "emits":
            self._judge_examples(service, text)

    def _compare(self, path: Path, text: str) -> None:
        place = self.place
        pending = _counterpart.pending_path(path)
        differs = _counterpart.compare_file(path, text)
        if differs is None:
            if place.update != "no":
                pending.unlink(missing_ok=True)
            return
        what, old = differs
        if place.update == "always":
            _counterpart.write_file(path, text)
            pending.unlink(missing_ok=True)
            self.config.stash.setdefault(_WRITTEN, []).append(place.short(path))
            return
        if place.update == "new":
            _counterpart.write_file(pending, text)
            fix = (
                f"The new version is at {place.short(pending)}. Accept it with\n\n"
                f"    cargo counterpart accept --no-build --contracts {place.short(place.contracts)}\n\n"
                f"or let the tests write it: {_WRITE}"
            )
        else:
            fix = (
                f"Nothing was written. Write it on your own machine, and commit it:\n\n    {_WRITE}\n\nor run pytest, look "
                f"at the `.new` file, and run cargo counterpart accept --no-build --contracts {place.short(place.contracts)}"
            )
        raise _Failed(f"the contract file {place.short(path)} {what}:\n\n{_difference(old, text)}\n{fix}")

    def _judge_examples(self, service: str, text: str) -> None:
        from ._contracts import Guard
        from ._models import examples

        declaration = self.declaration
        texts = examples(declaration)
        if not texts:
            self.warn(
                CounterpartWarning(
                    f"{declaration.shown} has no examples: nothing that {declaration.model.__qualname__} writes was compared "
                    "with its contract. Give some with examples=lambda: […]"
                )
            )
            return
        own = _counterpart.ContractFiles.of_texts([("the contract", text)])
        guards: list[tuple[str, Guard]] = [(f"{service}, which emits it", _counterpart.Guard(own, 0))]
        for path, consumer, guard in self._consumers(service):
            if guard is None:
                self.warn(
                    CounterpartWarning(
                        f"the examples of {declaration.shown} were not judged by {self.place.short(path)}: it describes more "
                        "than the payload"
                    )
                )
            else:
                guards.append((consumer, guard))
        problems = []
        for number, example in enumerate(texts, 1):
            for who, guard in guards:
                try:
                    guard.read(example)
                except Refused as refused:
                    problems.append(
                        f"example {number} is refused by the contract of {who}: {refused}\n  {_text(example)}"
                    )
        if problems:
            raise _Failed("\n".join(problems))

    def _consumers(self, service: str) -> Iterator[tuple[Path, str, Any]]:
        """The contracts of this event for this producer; without a guard where a payload alone cannot be judged."""
        for path, text in self.place.consumers_of(self.declaration.event):
            native = _counterpart.ContractFiles.of_texts([(self.place.short(path), text)])
            [(consumer, role, event, name, _, _)] = native.files()
            if path != self.place.contracts / _counterpart.contract_path(consumer, role, event, name):
                what = f"{consumer} {role} {event}" + (f" ({name})" if name else "")
                raise Error(
                    f"{self.place.short(path)} says that {what}: a file is where its x-contract says; move or correct it"
                )
            header = json.loads(text)["x-contract"]
            if header.get("producer", service) != service:
                continue
            is_payload = not any(part in header for part in ("envelope", "key", "headers"))
            guard = _counterpart.Guard(native, 0) if is_payload else None
            yield path, f"{consumer} ({name})" if name else consumer, guard


class _Orphan(_Item):
    """A contract file that the plugin wrote, and whose declaration is gone."""

    def __init__(self, *, path: Path, model: str, place: Place, **of: Any):
        super().__init__(**of)
        self.path_of_contract = path
        self.model = model
        self.place = place

    def runtest(self) -> None:
        raise _Failed(
            f"{self.place.short(self.path_of_contract)} is of {self.model}, and nothing that the tests import declares it any "
            "longer [contract-orphaned]: delete the file, or import the module of the declaration in a test"
        )


def _key(declaration: Declaration, place: Place) -> tuple[Optional[str], ...]:
    service = declaration.service or place.service_near(Path(declaration.file).absolute().parent)
    return (service, declaration.role, declaration.event, declaration.name)


def _declared_twice(declarations: list[Declaration], place: Place) -> dict[tuple[Optional[str], ...], list[str]]:
    same: dict[tuple[Optional[str], ...], list[Declaration]] = {}
    for declaration in declarations:
        same.setdefault(_key(declaration, place), []).append(declaration)
    return {key: _told_apart(several, place) for key, several in same.items() if len(several) > 1}


def _told_apart(declarations: list[Declaration], place: Place) -> list[str]:
    names = [one.model_name for one in declarations]
    if len(set(names)) == len(names):
        return names
    return [f"{one.model_name} ({place.short(Path(one.file))}:{one.line})" for one in declarations]


def _is_whole(config: pytest.Config) -> bool:
    """Returns true if all tests of the project were collected, and none chosen."""
    # By name, because releases of pytest spell one of them in two ways.
    source = config.args_source.name
    project = project_folder(config.rootpath) or config.rootpath
    started = config.invocation_params.dir
    if source == "ARGS":
        everything = any((started / argument).resolve() == project.resolve() for argument in config.args)
    else:
        everything = source == "TESTPATHS" or started == config.rootpath == project
    options = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "stepwise")
    return everything and not any(config.getoption(option, default=None) for option in options)


def _difference(old: str, new: str) -> str:
    lines = list(
        difflib.unified_diff(
            old.replace("\r\n", "\n").splitlines(),
            new.splitlines(),
            "in the repository",
            "in the code",
            lineterm="",
        )
    )
    shown = lines[:_SHOWN_LINES]
    if len(lines) > _SHOWN_LINES:
        shown.append(f"… and {len(lines) - _SHOWN_LINES} lines more")
    return "\n".join(shown) + "\n"


def _text(message: bytes) -> str:
    try:
        text = json.dumps(json.loads(message), ensure_ascii=False)
    except ValueError:
        text = message.decode(errors="replace")
    return text if len(text) <= 2_000 else f"{text[:2_000]}…"
