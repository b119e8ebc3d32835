"""A reader in Python, asked whether it keeps to its contract."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any, Optional, Union

from . import _counterpart
from ._contracts import Contracts
from ._errors import Error
from ._models import check_answer, is_refusal, reader

_SHOWN = 2_000


@dataclasses.dataclass(frozen=True)
class Asked:
    """Messages of one kind."""

    messages: int
    """The messages that the reader was asked about."""
    differing: int
    """Those on which the reader and the contract disagree."""


@dataclasses.dataclass(frozen=True)
class Difference:
    """A place at which a reader and its contract disagree."""

    refusal: Optional[str]
    """The reader's own words, if it refuses what the contract accepts. ``None`` if it reads what the contract refuses."""
    place: str
    """A JSON Pointer to the place in the message."""
    message: str
    """The smallest message that was found, as JSON."""
    count: int
    """The messages that differ at this place."""
    is_smallest: bool
    """False if the time was up before the message was as small as it gets."""

    def __str__(self) -> str:
        times = "once" if self.count == 1 else f"{self.count} times"
        which = "the contract refuses, and the reader reads"
        if self.refusal is not None:
            which = "the contract accepts, and the reader refuses"
        lines = [f"{self.place or 'the whole message'}: {which} ({times})", f"  {_short(self.message)}"]
        if self.refusal is not None:
            lines.append(f"  the reader says: {_short(' '.join(self.refusal.split()))}")
        if not self.is_smallest:
            lines.append("  (a smaller one may show it, too: the time was up)")
        return "\n".join(lines)


@dataclasses.dataclass(frozen=True)
class Conformance:
    """What came of asking a reader."""

    event: str
    valid: Asked
    """The messages that the contract accepts."""
    invalid: Asked
    """The messages that it refuses, each a small change away from a valid one."""
    differences: tuple[Difference, ...]
    """Where reader and contract disagree."""
    further: int
    """Places that were not looked into, because there are too many."""

    @property
    def keeps_its_promises(self) -> bool:
        """True if the reader reads all that the contract accepts. Then no message is lost; it may read more."""
        return self.valid.differing == 0

    def __str__(self) -> str:
        lines = [f"{difference}\n" for difference in self.differences]
        if self.further:
            lines.append(f"and {self.further} more places, which were not looked into\n")
        lines.append(self.event)
        valid, invalid = self.valid, self.invalid
        lines.append(f"  of {valid.messages} messages that the contract accepts, the reader refuses {valid.differing}")
        lines.append(
            f"  of {invalid.messages} messages that the contract refuses, the reader reads {invalid.differing}"
        )
        if not invalid.messages:
            lines.append("  no message was found that the contract refuses: it accepts nearly everything")
        if valid.differing:
            lines.append(
                "help: the contract promises too much: narrow the schema at these places, or let the reader take more"
            )
        if invalid.differing:
            lines.append(
                "help: the contract is stricter than the reader: that can cause a false alarm, but loses no message"
            )
        return "\n".join(lines)


def conform(
    event: str,
    model: Any,
    *,
    contracts: Union[Contracts, str, os.PathLike[str], None] = None,
    text: Optional[str] = None,
    service: Optional[str] = None,
    name: Optional[str] = None,
    count: int = 200,
    seed: int = 0,
    seconds: float = 60.0,
) -> Conformance:
    """Asks a reader about messages of its contract: valid ones, and near misses that the contract refuses.

    ``model`` is a pydantic model, a msgspec Struct, or a function that takes a message as ``bytes`` and raises an
    exception if it refuses it: no ``async`` function, and no generator. ``contracts`` is a set of contract files or a
    folder of them; by default the folder that ``counterpart.toml`` names. ``text`` is one contract file instead.

    The same ``seed`` asks about the same messages. Each difference has the smallest message that shows it.

    Raises :class:`Error` if there is no such contract, not all was asked after ``seconds``, or ``model`` does not read
    what it is given. What is no refusal passes through: ``MemoryError``, a model that pydantic could not build, and
    what is no ``Exception``, such as ``KeyboardInterrupt``.

    >>> result = conform("user.registered", UserRegistered)   # doctest: +SKIP
    >>> assert result.keeps_its_promises, result              # doctest: +SKIP
    """
    if text is None:
        if contracts is None:
            contracts = _counterpart.contracts_folder(Path.cwd())
        if not isinstance(contracts, Contracts):
            contracts = Contracts.load(contracts)
        text = contracts.find(event, service=service, name=name).text
    elif contracts is not None:
        raise TypeError("contracts and text exclude each other")
    elif (described := _event(text)) != event:
        raise Error(f"the contract is of {described!r}, and not of {event!r}")
    read = reader(model)

    def ask(message: str) -> Optional[str]:
        try:
            answer = read(message.encode())
        except Exception as refusal:
            if not is_refusal(refusal):
                raise
            said = str(refusal) or type(refusal).__name__
            # Half of a surrogate pair is no text outside of Python.
            return said.encode(errors="backslashreplace").decode()
        check_answer(answer, model)
        return None

    valid, invalid, differences, further = _counterpart.conform(text, ask, count=count, seed=seed, seconds=seconds)
    return Conformance(
        event=event,
        valid=Asked(*valid),
        invalid=Asked(*invalid),
        differences=tuple(Difference(*one) for one in differences),
        further=further,
    )


def _event(text: str) -> str:
    native = _counterpart.ContractFiles.of_texts([("the contract", text)])
    return native.files()[0][2]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
