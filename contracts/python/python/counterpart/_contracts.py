"""Contract files: loaded, and put to use."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _counterpart
from ._errors import Error
from ._hints import Hint
from ._options import AuditOptions, complete

if TYPE_CHECKING:
    from typing_extensions import Unpack

Guard = _counterpart.Guard
Findings = _counterpart.Findings

Message = Union[bytes, str, bytearray, memoryview]
"""A message as JSON: its bytes, or its text."""


@dataclasses.dataclass(frozen=True)
class ContractFile:
    """What one consumer requires of one event, or what one producer sends for it."""

    service: str
    role: str
    """``"consumes"`` or ``"emits"``."""
    event: str
    name: Optional[str]
    """The name of the contract, if a service has several of one event."""
    path: str
    text: str

    @property
    def schema(self) -> dict[str, Any]:
        """The document, as Python objects."""
        document: dict[str, Any] = json.loads(self.text)
        return document


class Contracts:
    """A set of contract files.

    >>> contracts = Contracts.load("contracts")            # doctest: +SKIP
    >>> guard = contracts.guard("user.registered")         # doctest: +SKIP
    >>> User.model_validate_json(guard.read(message))      # doctest: +SKIP
    """

    def __init__(self, native: _counterpart.ContractFiles):
        self._native = native
        self.files: tuple[ContractFile, ...] = tuple(ContractFile(*one) for one in native.files())
        self._auditors: dict[tuple[Any, ...], _counterpart.Auditor] = {}

    @classmethod
    def load(
        cls,
        location: Union[str, os.PathLike[str]],
        *,
        store: Optional[bool] = None,
        service: Optional[str] = None,
        version: Optional[str] = None,
    ) -> Contracts:
        """Loads the contract files of a folder, or those that a store holds now.

        A store is what has a scheme, such as ``git+ssh://…``, and a folder that holds a store (it has a folder
        ``services`` with a folder ``versions`` of each service); ``store`` says it where that is not clear. ``service``
        and ``version`` name one version that a store holds.

        Raises :class:`Error` if there is nothing, or a file is not a contract file.
        """
        named = os.fspath(location)
        if store is None:
            store = "://" in named or _is_store(Path(named))
        if store:
            if (service is None) != (version is None):
                raise Error("a version of a store is named by service and version")
            return cls(_counterpart.ContractFiles.of_store(named, service, version))
        if service is not None or version is not None:
            raise Error(f"{named} is a folder of contract files, and has no versions: only a store has")
        return cls(_counterpart.ContractFiles.of_folder(named))

    def find(
        self, event: str, *, role: str = "consumes", service: Optional[str] = None, name: Optional[str] = None
    ) -> ContractFile:
        """The contract file of an event.

        Raises :class:`Error` if there is none, or several; ``service`` and ``name`` tell them apart.
        """
        return self.files[self._index(event, role, service, name)]

    def guard(
        self, event: str, *, role: str = "consumes", service: Optional[str] = None, name: Optional[str] = None
    ) -> Guard:
        """What judges each message of an event, before a service reads it (or, with ``role="emits"``, after it is
        written).

        ``guard.read(message)`` returns the message as it is, or raises :class:`Refused`. Headers are judged if the
        contract describes some: ``guard.read(message, headers)``.
        """
        return _counterpart.Guard(self._native, self._index(event, role, service, name))

    def audit(
        self,
        messages: Iterable[Message],
        **options: Unpack[AuditOptions],
    ) -> Audit:
        """Judges every message, and counts what is refused, by contract and place: what ``cargo counterpart audit`` says
        of lines.

        The options are those of :class:`AuditOptions`.

        As among lines of a file, one of white space only is no message; it has a number all the same.
        """
        if isinstance(messages, (bytes, str, bytearray, memoryview)):
            raise TypeError("messages is an iterable of messages, and not one message")
        if hasattr(messages, "__arrow_c_stream__") or hasattr(messages, "__arrow_c_array__"):
            if hasattr(messages, "columns") or hasattr(messages, "schema"):
                of = type(messages).__name__
                raise TypeError(f"messages is an iterable of messages, and not {of}: audit_batch judges a column of it")
        auditor = self._auditor(options)
        document, hints = auditor.messages(messages)
        return Audit(json.loads(document), hints)

    def audit_batch(
        self,
        batch: Any,
        *,
        payload: str = "payload",
        event_column: Optional[str] = None,
        first: int = 0,
        **options: Unpack[AuditOptions],
    ) -> Findings:
        """Judges every message of a column, and returns a record batch with a row for each message and place that is
        refused.

        ``batch`` is anything with the PyCapsule interface of Arrow: a record batch, a table, a data frame, a reader. Its
        column ``payload`` holds the messages, as strings or binary; no payload is copied, and other threads of Python run
        meanwhile. The events are named by ``event``, by the column ``event_column``, or in the messages, where ``event_at``
        and ``payload_at`` say. With ``event_column``, the messages are the payloads themselves; one in whose row it is null
        or no UTF-8 is counted by ``findings.without_event``.

        The result has the same interface (``pyarrow.record_batch(findings)``, ``polars.DataFrame(findings)``), with the
        columns ``position`` (the number of the message, from ``first``), ``event``, ``consumer`` (``producer`` with
        ``role="emits"``), ``contract``, ``rule``, ``place`` and ``text``. ``findings.messages`` and ``findings.judged`` say
        how many there were, ``findings.contracts`` what each contract said, ``findings.without_contract`` which events none
        describes, and ``findings.hints`` which engines may have exported the messages. A message that no contract judges
        is no finding: look at ``judged``.
        """
        auditor = self._auditor(options)
        return auditor.batch(batch, payload=payload, event_column=event_column, rows=first)

    def samples(
        self,
        event: str,
        count: int = 1,
        *,
        invalid: bool = False,
        seed: int = 0,
        role: str = "consumes",
        service: Optional[str] = None,
        name: Optional[str] = None,
    ) -> list[str]:
        """Messages that a contract accepts, or near misses that it refuses, as JSON texts. The same seed makes the same
        ones."""
        text = self.find(event, role=role, service=service, name=name).text
        return _counterpart.samples(text, count=count, seed=seed, invalid=invalid)

    def _auditor(self, options: AuditOptions) -> _counterpart.Auditor:
        all_of_them = complete(options)
        key = tuple(all_of_them.values())
        auditor = self._auditors.get(key)
        if auditor is None:
            auditor = _counterpart.Auditor(self._native, role_name=all_of_them.pop("role"), **all_of_them)
            if len(self._auditors) >= 64:
                self._auditors.clear()
            self._auditors[key] = auditor
        return auditor

    def _index(self, event: str, role: str, service: Optional[str], name: Optional[str]) -> int:
        of_event = [
            (index, file)
            for index, file in enumerate(self.files)
            if file.event == event and file.role == role
        ]
        if not of_event:
            events = sorted({file.event for file in self.files if file.role == role})
            known = f"; the events are {', '.join(events)}" if events else ""
            raise Error(f"no file says what a service {role} of {event!r}{known}")
        meant = [
            (index, file)
            for index, file in of_event
            if service in (None, file.service) and name in (None, file.name)
        ]
        if len(meant) == 1:
            return meant[0][0]
        all_of_them = meant or of_event
        known = ", ".join(f"{file.service} ({file.name})" if file.name else file.service for _, file in all_of_them)
        if not meant:
            raise Error(f"{event!r} has no such contract; there are those of {known}")
        unnamed = [index for index, file in meant if file.name is None]
        if len({file.service for _, file in meant}) == 1 and len(unnamed) == 1:
            return unnamed[0]
        raise Error(f"{event!r} has several contracts, of {known}: name one with service and name")

    def __len__(self) -> int:
        return len(self.files)

    def __repr__(self) -> str:
        return f"<Contracts: {len(self.files)} files>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_of_texts, ([(file.path, file.text) for file in self.files],))


def _of_texts(files: list[tuple[str, str]]) -> Contracts:
    return Contracts(_counterpart.ContractFiles.of_texts(files))


def _is_store(folder: Path) -> bool:
    services = folder / "services"
    if not services.is_dir():
        return False
    return any((service / "versions").is_dir() for service in services.iterdir())


@dataclasses.dataclass(frozen=True)
class Audit:
    """What an audit found."""

    document: dict[str, Any]
    """The document of ``cargo counterpart audit --format json``; in positions, ``line`` is the number of a message, from 1."""
    hints: tuple[Hint, ...] = ()
    """Readings by which all or nearly all refused messages would be accepted: an engine may have exported them. None with
    ``exported_by`` or ``absent_is_null``."""

    @property
    def outcome(self) -> str:
        """``"compatible"`` (every message is accepted), ``"incompatible"`` or ``"incomplete"`` (undecided, or nothing was
        judged)."""
        outcome: str = self.document["outcome"]
        return outcome

    @property
    def messages(self) -> int:
        """The number of messages."""
        read: int = self.document["messages"]["read"]
        return read

    @property
    def judged(self) -> int:
        """The messages that at least one contract judged."""
        judged: int = self.document["messages"]["judged"]
        return judged

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What is refused or undecided, by contract and place."""
        findings: list[dict[str, Any]] = self.document["findings"]
        return findings

    @property
    def contracts(self) -> list[dict[str, Any]]:
        """What each contract said."""
        contracts: list[dict[str, Any]] = self.document["contracts"]
        return contracts
