"""The errors of the package."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Optional


class Error(Exception):
    """Something could not be done: the text names the thing, the place and the way out."""


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One reason why a contract does not accept a message."""

    part: str
    """``"payload"`` or ``"headers"``."""
    rule: str
    """The stable id of a rule of ``cargo counterpart verify``, or ``message-malformed``, ``message-unreadable`` or ``unproven``."""
    place: str
    """The place of the value, or of a member where it is missing: ``/lines/*/sku``. Empty for the whole.

    Items of lists and names that the contract does not mention are ``*``, because keys of maps are values. A name that the
    contract refuses as such is there, unless the contract says what keys look like."""
    expected: Optional[str]
    """What the contract says there, as its file writes it."""
    found: Optional[str]
    """The kind of what stands there; ``None`` if nothing does."""
    offset: Optional[int]
    """Where it begins, in bytes of UTF-8."""
    text: str
    """What is wrong, without a value of the message."""


class Refused(Error):
    """A contract does not accept a message.

    ``rule``, ``place``, ``expected``, ``found``, ``offset`` and ``part`` are those of the first refusal; ``refusals`` has
    all of them. No value of the message is in it. The text has one line, and escapes what is not printable.
    """

    def __init__(self, event: str, consumer: str, contract: Optional[str], said: Sequence[tuple[Any, ...]]):
        self.event: str = event
        self.consumer: str = consumer
        self.contract: Optional[str] = contract
        self.refusals: tuple[Refusal, ...] = tuple(Refusal(*one) for one in said)
        first = self.refusals[0]
        self.part: str = first.part
        self.rule: str = first.rule
        self.place: str = first.place
        self.expected: Optional[str] = first.expected
        self.found: Optional[str] = first.found
        self.offset: Optional[int] = first.offset
        super().__init__(self._text())

    def _text(self) -> str:
        first = self.refusals[0]
        where = first.place or "the whole"
        if first.part != "payload":
            where = f"{where} of the {first.part}"
        more = len(self.refusals) - 1
        further = f", and {more} more" if more else ""
        who = f"{self.consumer} ({self.contract})" if self.contract else self.consumer
        return _printable(f"{self.event} for {who}: {where}: {first.text} [{first.rule}]{further}")

    def __reduce__(self) -> tuple[Any, ...]:
        said = [dataclasses.astuple(one) for one in self.refusals]
        return (Refused, (self.event, self.consumer, self.contract, said))


def _printable(text: str) -> str:
    """The text on one line, with nothing in it that changes what a terminal or a log shows."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
