"""The plugin of pytest: one test for each declaration, which keeps its contract file current.

A test ``counterpart::consumes user.registered`` fails if the contract file is missing or differs from the model. It leaves
the new version beside it, for ``cargo counterpart accept --no-build``; ``pytest --counterpart-update`` writes the file.
"""

from __future__ import annotations

import difflib
import inspect
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

from . import _counterpart
from ._declare import SOURCE_ENDING, Declaration, declared
from ._errors import Error, Refused

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SHOWN_LINES = 200
_CONTRACTS = "COUNTERPART_CONTRACTS"
_UPDATE = "COUNTERPART_UPDATE"
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
    parser.addini("counterpart_contracts", "folder of contract files; by default what counterpart.toml says, or contracts")
    parser.addini("counterpart_service", "service of declarations that name none; by default the project's name")


# Before `-k` and `-m` choose, so that they choose among these, too.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    if config.args and all("::" in argument for argument in config.args):
        return
    place = _Place(config)
    declarations = declared()
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
    if not declarations or session.testsfailed or not _is_whole(config):
        return
    for path, model in place.orphans(declarations):
        name = f"orphaned {place.short(path)}"
        items.append(
            _Orphan.from_parent(session, name=name, nodeid=f"counterpart::{name}", path=path, model=model, place=place)
        )


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    written = config.stash.get(_WRITTEN, [])
    for path in sorted(set(written)):
        terminalreporter.write_line(f"counterpart: wrote {path}")


_WRITTEN = pytest.StashKey[list[str]]()


class _Item(pytest.Item):
    place: _Place

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *arguments: Any, **named: Any) -> Any:
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *arguments, **named)

    def reportinfo(self) -> tuple[Path, Optional[int], str]:
        # Another text than the end of the id, in which pytest would write `::` for each dot.
        return self.place.root, 0, f"counterpart: {self.name}"


class _Contract(_Item):
    """The contract file of one declaration, compared with the model."""

    def __init__(self, *, declaration: Declaration, place: _Place, others: list[str], **of: Any):
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
        except Error as error:
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
                    problems.append(f"example {number} is refused by the contract of {who}: {refused}\n  {_text(example)}")
        if problems:
            raise _Failed("\n".join(problems))

    def _consumers(self, service: str) -> Iterator[tuple[Path, str, Any]]:
        """The contracts of this event for this producer; without a guard where a payload alone cannot be judged."""
        for path, text in self.place.consumers_of(self.declaration.event):
            native = _counterpart.ContractFiles.of_texts([(self.place.short(path), text)])
            [(consumer, _, _, name, _, _)] = native.files()
            header = json.loads(text)["x-contract"]
            if header.get("producer", service) != service:
                continue
            is_payload = not any(part in header for part in ("envelope", "key", "headers"))
            guard = _counterpart.Guard(native, 0) if is_payload else None
            yield path, f"{consumer} ({name})" if name else consumer, guard


class _Orphan(_Item):
    """A contract file that the plugin wrote, and whose declaration is gone."""

    def __init__(self, *, path: Path, model: str, place: _Place, **of: Any):
        super().__init__(**of)
        self.path_of_contract = path
        self.model = model
        self.place = place

    def runtest(self) -> None:
        raise _Failed(
            f"{self.place.short(self.path_of_contract)} is of {self.model}, and nothing that the tests import declares it any "
            "longer [contract-orphaned]: delete the file, or import the module of the declaration in a test"
        )


class _Place:
    """The project of the tests, and its contract files. Errors wait for the first test that needs a part."""

    def __init__(self, config: pytest.Config):
        self.config = config
        self.root = config.rootpath

    @property
    def contracts(self) -> Path:
        """The folder: the variable, else the ini option, else what counterpart.toml says."""
        variable = os.environ.get(_CONTRACTS)
        if variable:
            return Path(variable).absolute()
        named = self.config.getini("counterpart_contracts")
        if named:
            return self.root / str(named)
        # Where a test is started from a folder below, pytest may take that for its root.
        return _counterpart.contracts_folder(_project_folder(self.root) or self.root)

    @property
    def update(self) -> str:
        """What to do with a file that differs: the words of ``COUNTERPART_UPDATE``."""
        if self.config.getoption("counterpart_update"):
            return "always"
        said = os.environ.get(_UPDATE)
        if not said:
            in_ci = os.environ.get("CI", "") not in ("", "false", "0")
            return "no" if in_ci else "new"
        if said not in ("always", "new", "no"):
            raise Error(
                f"{_UPDATE} is {said!r}: write `always` (write contract files), `new` (leave `.new` files for review) or `no` "
                "(write nothing)"
            )
        return said

    @property
    def service(self) -> Optional[str]:
        """The service of declarations that name none."""
        return str(self.config.getini("counterpart_service") or "") or _project(self.root)

    def service_of(self, declaration: Declaration) -> str:
        service = declaration.service or self.service
        if service is None:
            raise Error(
                f"no service is known for {declaration.shown}: name it in the ini option counterpart_service, as `name` of "
                "[project] in pyproject.toml, or with service=\"…\""
            )
        return service

    def short(self, path: Path) -> str:
        """A path as people write it: from the root of the tests."""
        # A folder of contracts is often above the project.
        relative = os.path.relpath(path, self.root)
        return relative if relative.count("..") < 4 else str(path)

    def consumers_of(self, event: str) -> Iterator[tuple[Path, str]]:
        """The files of what services consume of an event. Other files are not read, so that a broken one fails its own test."""
        for folder in sorted(self.contracts.glob("*/consumes")):
            unnamed = _counterpart.contract_path("any", "consumes", event, None).stem
            for path in sorted(folder.glob("*.json")):
                if path.stem == unnamed or path.stem.startswith(f"{unnamed}@"):
                    try:
                        yield path, path.read_text(encoding="utf-8")
                    except (OSError, ValueError) as error:
                        raise Error(f"{self.short(path)}: {error}") from None

    def orphans(self, declarations: list[Declaration]) -> list[tuple[Path, str]]:
        """The files of the same services that an earlier run wrote, and the models that nothing declares now."""
        try:
            contracts = self.contracts
            services = {one: self.service_of(one) for one in declarations}
            made = {
                contracts / _counterpart.contract_path(service, one.role, one.event, one.name)
                for one, service in services.items()
            }
            return [
                (path, imported[0][: -len(SOURCE_ENDING)])
                for service in sorted(set(services.values()))
                for path, imported in _counterpart.imported_files(contracts, service)
                if path not in made and len(imported) == 1 and imported[0].endswith(SOURCE_ENDING)
            ]
        except Error:
            # The test of a declaration fails for the same reason, and says it.
            return []


def _key(declaration: Declaration, place: _Place) -> tuple[Optional[str], ...]:
    service = declaration.service or place.service
    return (service, declaration.role, declaration.event, declaration.name)


def _declared_twice(declarations: list[Declaration], place: _Place) -> dict[tuple[Optional[str], ...], list[str]]:
    models: dict[tuple[Optional[str], ...], list[str]] = {}
    for declaration in declarations:
        models.setdefault(_key(declaration, place), []).append(declaration.source[: -len(SOURCE_ENDING)])
    return {key: names for key, names in models.items() if len(names) > 1}


def _is_whole(config: pytest.Config) -> bool:
    """Returns true if all tests of the project were collected, and none chosen."""
    # By name, because releases of pytest spell one of them in two ways.
    source = config.args_source.name
    project = _project_folder(config.rootpath) or config.rootpath
    is_at_root = config.invocation_params.dir == config.rootpath == project
    everything = source == "TESTPATHS" or (source != "ARGS" and is_at_root)
    options = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "stepwise")
    return everything and not any(config.getoption(option, default=None) for option in options)


def _project(root: Path) -> Optional[str]:
    """``name`` of ``[project]`` in the nearest pyproject.toml."""
    folder = _project_folder(root)
    if folder is None:
        return None
    file = folder / "pyproject.toml"
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    except ValueError as error:
        raise Error(f"{file}: {error}") from None
    name = project.get("name") if isinstance(project, dict) else None
    return name if isinstance(name, str) else None


def _project_folder(root: Path) -> Optional[Path]:
    """The nearest folder with a pyproject.toml, within the repository."""
    for folder in (root, *root.parents):
        if (folder / "pyproject.toml").is_file():
            return folder
        if (folder / ".git").exists():
            break
    return None


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
