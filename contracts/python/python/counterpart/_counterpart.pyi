"""The native part of the package. Its functions take and give plain values."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Optional, TypeVar, Union

from ._hints import Hint

VERSION: str

_Message = TypeVar("_Message", bytes, str, bytearray, memoryview)
_Path = Union[str, os.PathLike[str]]
_Value = Union[str, bytes, None]
_Headers = Union[Mapping[str, _Value], Iterable[tuple[str, _Value]]]
_Found = tuple[str, str, str, str, str, str, str, list[str]]
_Difference = tuple[Optional[str], str, str, int, bool]

class Auditor:
    def __new__(
        cls,
        files: ContractFiles,
        *,
        role_name: str,
        service: Optional[str],
        event: Optional[str],
        event_at: Optional[str],
        payload_at: Optional[str],
        payload_strings: Optional[str],
        exported_by: Optional[str],
        absent_is_null: bool,
    ) -> Auditor: ...
    def messages(self, messages: Iterable[Union[bytes, str, bytearray, memoryview]]) -> tuple[str, tuple[Hint, ...]]: ...
    def batch(self, batch: Any, *, payload: str, event_column: Optional[str], rows: int) -> Findings: ...

class ContractFiles:
    @staticmethod
    def of_folder(location: _Path) -> ContractFiles: ...
    @staticmethod
    def of_store(location: str, service: Optional[str], version: Optional[str]) -> ContractFiles: ...
    @staticmethod
    def of_texts(files: list[tuple[str, str]]) -> ContractFiles: ...
    def files(self) -> list[tuple[str, str, str, Optional[str], str, str]]:
        """Service, role, event, name, path and text of each."""

class Findings:
    """The findings of an audit, a row each. It has the PyCapsule interface of Arrow."""

    @property
    def messages(self) -> int:
        """The number of messages."""
    @property
    def judged(self) -> int:
        """The messages that at least one contract judged."""
    @property
    def without_event(self) -> int:
        """The messages that name no event, or one that is not UTF-8."""
    @property
    def without_contract(self) -> dict[str, int]:
        """The messages of each event that no contract describes."""
    @property
    def further(self) -> int:
        """Refusals at more places of one message than are told apart."""
    @property
    def hints(self) -> tuple[Hint, ...]:
        """Readings by which all or nearly all refused messages would be accepted: an engine may have exported them. None with
        ``exported_by`` or ``absent_is_null``."""
    @property
    def contracts(self) -> list[tuple[str, str, Optional[str], int, int, int, int]]:
        """Service, event, name, judged, refused, undecided, accepted by another producer."""
    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> tuple[object, object]: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

class Guard:
    """Judges messages of one contract."""

    def __new__(cls, files: ContractFiles, index: int) -> Guard: ...
    def read(self, message: _Message, headers: Optional[_Headers] = None) -> _Message:
        """Returns the message as it is, or raises :class:`counterpart.Refused`. A memoryview is one of bytes.

        ``headers`` is a mapping, or pairs of name and value. They are only looked at if the contract describes some. A name
        that is there only in other letters, as HTTP sends it, is the one that the contract has.
        """
    @property
    def event(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def name(self) -> Optional[str]: ...

def check(
    emitted: str,
    accepted: str,
    *,
    steps: Optional[int],
    findings: Optional[int],
    format_is_a_note: bool,
    anything: bool,
) -> tuple[str, list[_Found], list[tuple[str, str, str]], int, int, list[str], list[str]]: ...
def compare_file(path: _Path, text: str) -> Optional[tuple[str, str]]: ...
def conform(
    text: str,
    ask: Callable[[str], Optional[str]],
    *,
    count: int,
    seed: int,
    seconds: float,
) -> tuple[tuple[int, int], tuple[int, int], list[_Difference], int]: ...
def contract_file(
    schema: str,
    file: str,
    *,
    service: str,
    role_name: str,
    event: str,
    name: Optional[str],
    library: str,
    producer: Optional[str],
    owner: Optional[str],
    retention: Optional[str],
    times: Optional[str],
    omits: list[str],
) -> tuple[str, str, list[str]]: ...
def contract_path(service: str, role_name: str, event: str, name: Optional[str]) -> Path: ...
def contracts_folder(start: _Path) -> Path: ...
def pending_path(path: _Path) -> Path: ...
def samples(text: str, *, count: int, seed: int, invalid: bool) -> list[str]: ...
def write_file(path: _Path, text: str) -> None: ...
