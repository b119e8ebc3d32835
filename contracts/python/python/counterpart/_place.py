"""The project of the tests: its services, and its folder of contract files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import pytest

from . import _counterpart
from ._declare import SOURCE_ENDING, Declaration
from ._errors import Error
from ._orphans import Gone, files_of_declarations

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CONTRACTS = "COUNTERPART_CONTRACTS"
_UPDATE = "COUNTERPART_UPDATE"


class Place:
    """The project of the tests, and its contract files. Errors wait for the first test that needs a part."""

    def __init__(self, config: pytest.Config, declarations: list[Declaration]):
        self.config = config
        self.declarations = declarations
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
        return _counterpart.contracts_folder(project_folder(self.root) or self.root)

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

    def service_near(self, folder: Path) -> Optional[str]:
        """The service of the declarations in a folder that name none."""
        named = str(self.config.getini("counterpart_service") or "")
        # What is installed belongs to no folder of this project.
        is_within = folder.is_relative_to(self.root) and "site-packages" not in folder.parts
        return named or _project(folder if is_within else self.root)

    def service_of(self, declaration: Declaration) -> str:
        service = declaration.service or self.service_near(Path(declaration.file).absolute().parent)
        if service is None:
            raise Error(
                f"no service is known for {declaration.shown}: name it in the ini option counterpart_service, as `name` of "
                '[project] in pyproject.toml, or with service="…"'
            )
        return service

    def short(self, path: Path) -> str:
        """A path as people write it: from the root of the tests."""
        # A folder of contracts is often above the project.
        relative = os.path.relpath(path, self.root)
        return relative if relative.count("..") < 4 else str(path)

    def consumers_of(self, event: str) -> Iterator[tuple[Path, str]]:
        """The contracts of what services consume of an event: as they are declared here, else the files.

        Files of other events are not read, so that a broken one fails its own test.
        """
        contracts = self.contracts
        declared_here = self._declared_consumers(event)
        unnamed = _counterpart.contract_path("any", "consumes", event, None).stem
        files = [
            path
            for path in contracts.glob("*/consumes/*.json")
            if path.stem == unnamed or path.stem.startswith(f"{unnamed}@")
        ]
        for path in sorted({*files, *declared_here}):
            try:
                # Some editors write a mark of the byte order, and `verify` reads past it.
                yield path, declared_here.get(path) or path.read_text(encoding="utf-8-sig")
            except (OSError, ValueError) as error:
                raise Error(f"{self.short(path)}: {error}") from None

    def _declared_consumers(self, event: str) -> dict[Path, str]:
        """Their files may not be written yet, or in another process."""
        from ._models import contract_file

        texts = {}
        for one in self.declarations:
            if one.role == "consumes" and one.event == event:
                try:
                    path, text, _ = contract_file(one, self.service_of(one))
                except Error:
                    # Its own test says it.
                    continue
                texts[self.contracts / path] = text
        return texts

    def orphans(self, folders: list[Path]) -> list[tuple[Path, str]]:
        """The files of these services that an earlier run wrote, and the models that surely nothing declares now."""
        try:
            contracts = self.contracts
            made = set()
            services = {self.service_near(folder) for folder in (self.root, *folders)}
            for one in self.declarations:
                service = self.service_of(one)
                services.add(service)
                path = contracts / _counterpart.contract_path(service, one.role, one.event, one.name)
                made |= {path, _counterpart.pending_path(path)}
            gone = Gone(project_folder(self.root) or self.root, self.declarations)
            return [
                (path, source[: -len(SOURCE_ENDING)])
                for service in sorted(service for service in services if service)
                for path, source, role, event in files_of_declarations(contracts, service)
                if path not in made and gone.is_sure(source, role, event)
            ]
        except (Error, UnicodeError):
            # The test of a declaration fails for the same reason, and says it.
            return []


def _project(start: Path) -> Optional[str]:
    """``name`` of ``[project]`` in the nearest pyproject.toml that has one, within the repository."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            try:
                project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
            except ValueError as error:
                raise Error(f"{file}: {error}") from None
            name = project.get("name") if isinstance(project, dict) else None
            if isinstance(name, str):
                return name
        if (folder / ".git").exists():
            break
    return None


def project_folder(root: Path) -> Optional[Path]:
    """The nearest folder with a pyproject.toml, within the repository."""
    for folder in (root, *root.parents):
        if (folder / "pyproject.toml").is_file():
            return folder
        if (folder / ".git").exists():
            break
    return None
