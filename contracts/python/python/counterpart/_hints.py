"""Hints that messages are not as they were sent."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from ._options import AuditOptions


@dataclasses.dataclass(frozen=True)
class Hint:
    """A reading of the messages by which contracts would accept all or nearly all that they refuse: an engine exported
    them, or what wrote them leaves out nulls. It says that this would explain the refusals, and not that it is so.

    >>> findings = contracts.audit_batch(batch, event="user.registered")               # doctest: +SKIP
    >>> for hint in findings.hints:                                                    # doctest: +SKIP
    ...     contracts.audit_batch(batch, event="user.registered", **hint.options)
    """

    exported_by: Optional[str]
    """The option of an audit that says so, such as ``"duckdb"``."""
    engine: Optional[str]
    """The name of the engine, such as ``"DuckDB"``."""
    absent_is_null: bool
    """True if the option of an audit is that absent members are null."""
    explained: int
    """The number of refusals that it explains, at least nine of ten. A message that two contracts refuse counts twice."""
    refused: int
    """The number of all refusals. One refusal alone shows little."""

    @property
    def options(self) -> AuditOptions:
        """The options of an audit that takes the messages so."""
        options: AuditOptions = {}
        if self.exported_by is not None:
            options["exported_by"] = self.exported_by
        if self.absent_is_null:
            options["absent_is_null"] = True
        return options

    def __str__(self) -> str:
        some = f"{self.explained} of {self.refused} refusals are"
        if self.explained == self.refused:
            some = "the only refusal is" if self.refused == 1 else f"all {self.refused} refusals are"
        reasons = [f"if {self.engine} exported the messages"] if self.engine else []
        reasons += ["if absent members are null"] if self.absent_is_null else []
        named = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        weak = "; one refusal alone does not show that this is so" if self.refused == 1 else ""
        return f"{some} as expected {' and '.join(reasons)}: {named}{weak}"
