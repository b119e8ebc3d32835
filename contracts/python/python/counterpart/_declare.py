"""Models declared as what a service reads or sends. To declare costs nothing: the plugin of pytest does the work."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, Optional, TypeVar, Union

Model = TypeVar("Model", bound=type)

Times = Literal["offset", "local"]
Omitted = Literal["nulls", "defaults"]


@dataclasses.dataclass(frozen=True, eq=False)
class Declaration:
    """What one model is declared as."""

    model: type
    role: Literal["consumes", "emits"]
    event: str
    service: Optional[str] = None
    name: Optional[str] = None
    producer: Optional[str] = None
    owner: Optional[str] = None
    retention: Optional[str] = None
    examples: tuple[Any, ...] = ()
    by_alias: Optional[bool] = None
    times: Optional[Times] = None
    omits: tuple[Omitted, ...] = ()

    @property
    def source(self) -> str:
        """The model as its contract file names it in ``imported``: ``billing.events.UserRegistered.model.json``."""
        dotted = f"{self.model.__module__}.{self.model.__qualname__}".replace("<locals>.", "")
        return re.sub(r"[^\w.]+", "_", dotted) + SOURCE_ENDING

    @property
    def shown(self) -> str:
        """``consumes user.registered``, with the service and the name of the contract if the declaration has them."""
        service = f"{self.service} " if self.service else ""
        return f"{service}{self.role} {self.event}" + (f" ({self.name})" if self.name else "")


SOURCE_ENDING = ".model.json"

_declared: dict[tuple[str, ...], Declaration] = {}


def consumes(
    event: str,
    *,
    service: Optional[str] = None,
    name: Optional[str] = None,
    producer: Optional[str] = None,
    owner: Optional[str] = None,
    by_alias: Optional[bool] = None,
    times: Optional[Times] = None,
) -> Callable[[Model], Model]:
    """Declares that a service reads messages of ``event`` as this model: a pydantic model or a msgspec Struct.

    The plugin of pytest writes the contract file and keeps it current. ``service`` is by default the ini option
    ``counterpart_service``, else the name of the project. ``name`` tells several contracts of one event apart, and
    ``producer`` names the only producer that the contract is for. ``times`` says that the model refuses times without an
    offset (``"offset"``, as ``AwareDatetime`` does) or with one (``"local"``). ``by_alias`` is how members are named; by
    default as the model's own configuration reads them.

    >>> @consumes("user.registered")
    ... class UserRegistered:
    ...     user_id: int
    """
    return _declare(
        role="consumes",
        event=event,
        service=service,
        name=name,
        producer=producer,
        owner=owner,
        by_alias=by_alias,
        times=times,
    )


def emits(
    event: str,
    *,
    examples: Iterable[Any] = (),
    service: Optional[str] = None,
    owner: Optional[str] = None,
    retention: Optional[str] = None,
    by_alias: Optional[bool] = None,
    times: Optional[Times] = None,
    omits: Union[Omitted, Iterable[Omitted]] = (),
) -> Callable[[Model], Model]:
    """Declares that a service sends messages of ``event`` as this model writes them: a pydantic model or a msgspec Struct.

    ``examples`` are instances of the model, JSON texts, or a function without arguments that returns them; the tests
    judge each by the contract and by those of the consumers. In a decorator the class does not exist yet, so instances
    need the function: ``examples=lambda: [UserRegistered(user_id=1)]``.

    ``retention`` is how long a message stays readable: ``90d`` or ``forever``. ``by_alias`` and ``omits`` say how the
    service calls ``model_dump_json``: ``omits="nulls"`` is ``exclude_none``, ``omits="defaults"`` is ``exclude_defaults``
    or ``exclude_unset``. ``times`` says that each time is written with its offset, or that none is.

    >>> @emits("user.registered", examples=['{"user_id": 1}'])
    ... class UserRegistered:
    ...     user_id: int
    """
    return _declare(
        role="emits",
        event=event,
        service=service,
        owner=owner,
        retention=retention,
        examples=(examples,) if callable(examples) or isinstance(examples, (str, bytes)) else tuple(examples),
        by_alias=by_alias,
        times=times,
        omits=(omits,) if isinstance(omits, str) else tuple(omits),
    )


def _declare(**of: Any) -> Callable[[Model], Model]:
    def declare(model: Model) -> Model:
        if not isinstance(model, type):
            raise TypeError(f"{of['role']} is for a class, and not for {model!r}")
        declaration = Declaration(model=model, **of)
        # A module that is loaded again declares the same again.
        key = (declaration.source, *(str(of.get(part)) for part in ("role", "event", "service", "name")))
        _declared[key] = declaration
        return model

    return declare


def declared() -> list[Declaration]:
    """All declarations of the modules that were imported, in one order whatever was imported first."""
    return [_declared[key] for key in sorted(_declared)]
