"""Contract files that the plugin of pytest wrote, and that nothing declares any longer."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Optional

from . import _counterpart
from ._declare import SOURCE_ENDING, Declaration

_NOT_OF_THE_PROJECT = ("node_modules", "site-packages", "__pycache__")


class Gone:
    """Decides whether a declaration is gone, or only was not imported: then its file is called an orphan by nobody."""

    def __init__(self, project: Path, declarations: list[Declaration]):
        self.project = project
        self.declarations = declarations
        self._unread: Optional[list[str]] = None

    def is_sure(self, source: str, role: str, event: str) -> bool:
        """Returns true if no module that is left declares ``event`` as the model that a file names as its source."""
        parts = source[: -len(SOURCE_ENDING)].split(".")
        if len(parts) < 2 or not source.endswith(SOURCE_ENDING):
            return False
        name = _module_of(parts[:-1])
        if name is not None:
            module = sys.modules.get(name)
            if module is None or self._may_declare_more(module, role, event):
                return False
        return not any(_may_declare(text, role, event) for text in self._texts_not_imported())

    def _may_declare_more(self, module: object, role: str, event: str) -> bool:
        """Returns true if the text of a module has the event, or a call of the role, more often than this session
        declared it there: one may depend on the version of Python, or on what is installed.
        """
        file = getattr(module, "__file__", None)
        text = _text(Path(file)) if file else ""
        here = [one for one in self.declarations if one.file == file]
        mentions = len(re.findall(_quoted(event), text))
        calls = len(re.findall(rf"\b{role}\(", text))
        return mentions > sum(one.event == event for one in here) or calls > sum(one.role == role for one in here)

    def _texts_not_imported(self) -> list[str]:
        """The texts of the project's Python files that this session did not import."""
        if self._unread is None:
            imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
            known = {os.path.realpath(file) for file in imported if isinstance(file, str)}
            files = _python_files(self.project)
            self._unread = [_text(file) for file in files if os.path.realpath(file) not in known]
        return self._unread


def files_of_declarations(contracts: Path, service: str) -> Iterator[tuple[Path, str, str, str]]:
    """The files that a session wrote for a service, and those that wait for review: path, source, role and event."""
    for role in ("consumes", "emits"):
        folder = (contracts / _counterpart.contract_path(service, role, "any", None)).parent
        for path in sorted((*folder.glob("*.json"), *folder.glob("*.json.new"))):
            try:
                header = json.loads(path.read_text(encoding="utf-8-sig"))["x-contract"]
                [source] = header["imported"]
                event = header["event"]
            except (OSError, ValueError, TypeError, KeyError, RecursionError):
                # A broken file is of another hand: `verify` names it.
                continue
            if isinstance(event, str) and isinstance(source, str) and source.endswith(SOURCE_ENDING):
                yield path, source, role, event


def _module_of(parts: list[str]) -> Optional[str]:
    """The longest name of a module that is imported or could be, without an import."""
    found: Optional[str] = None
    path: Optional[list[str]] = None
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        module = sys.modules.get(name)
        if module is not None:
            path = list(getattr(module, "__path__", []))
        else:
            spec = PathFinder.find_spec(name, path)
            if spec is None:
                return found
            path = list(spec.submodule_search_locations or [])
        found = name
        if not path:
            return found
    return found


def _may_declare(text: str, role: str, event: str) -> bool:
    return re.search(rf"\b{role}\b", text) is not None or re.search(_quoted(event), text) is not None


def _quoted(event: str) -> str:
    return rf"""["']{re.escape(event)}["']"""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _python_files(project: Path) -> Iterable[Path]:
    for folder, folders, names in os.walk(project):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _NOT_OF_THE_PROJECT)
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))
