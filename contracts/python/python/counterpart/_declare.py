"""Models declared as what a service reads or sends. To declare costs nothing: the plugin of pytest does the work."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    file: str = ""
    """The file of the module that declares."""
    line: int = 0
    loaded: object = None
    """One object for each time that the module of the model is loaded; ``None`` if it is no module of a file."""

    @property
    def model_name(self) -> str:
        """``billing.events.UserRegistered``, also for a class in a function."""
        dotted = f"{self.model.__module__}.{self.model.__qualname__}".replace("<locals>.", "")
        return re.sub(r"[^\w.]+", "_", dotted)

    @property
    def source(self) -> str:
        """The model as its contract file names it in ``imported``: ``billing.events.UserRegistered.declared.json``."""
        return self.model_name + SOURCE_ENDING

    @property
    def shown(self) -> str:
        """``consumes user.registered``, with the service and the name of the contract if the declaration has them."""
        service = f"{self.service} " if self.service else ""
        return f"{service}{self.role} {self.event}" + (f" ({self.name})" if self.name else "")


# No name that people give to a schema that they import by hand.
SOURCE_ENDING = ".declared.json"

_declared: list[Declaration] = []


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
    examples: Any = (),
    service: Optional[str] = None,
    owner: Optional[str] = None,
    retention: Optional[str] = None,
    by_alias: Optional[bool] = None,
    times: Optional[Times] = None,
    omits: Union[Omitted, Iterable[Omitted]] = (),
) -> Callable[[Model], Model]:
    """Declares that a service sends messages of ``event`` as this model writes them: a pydantic model or a msgspec Struct.

    ``examples`` are instances of the model, JSON texts, or a function without arguments that returns them, one or
    several; the tests judge each by the contract and by those of the consumers. In a decorator the class does not
    exist yet, so instances need the function: ``examples=lambda: [UserRegistered(user_id=1)]``.

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
        examples=tuple(examples) if isinstance(examples, Iterator) else examples,
        by_alias=by_alias,
        times=times,
        omits=(omits,) if isinstance(omits, str) else tuple(omits),
    )


def _declare(**of: Any) -> Callable[[Model], Model]:
    role, event = of["role"], of["event"]
    if not isinstance(event, str):
        way_out = f'write @counterpart.{role}("user.registered")'
        raise TypeError(f"{role} takes the name of the event, and not {event!r}: {way_out}")
    for part in ("service", "name", "producer", "owner", "retention"):
        if not isinstance(of.get(part), (str, type(None))):
            raise TypeError(f"{part} of {role} {event} is a str, and not {of[part]!r}")
    examples = of.pop("examples", ())

    def declare(model: Model) -> Model:
        if not isinstance(model, type):
            raise TypeError(f"{role} is for a class, and not for {model!r}")
        file, line = _place()
        loaded = getattr(sys.modules.get(model.__module__), "__spec__", None)
        given = listed(examples, model)
        _add(Declaration(model=model, examples=given, file=file, line=line, loaded=loaded, **of))
        return model

    return declare


def listed(examples: Any, model: type) -> tuple[Any, ...]:
    """One example or several, as several."""
    is_one = isinstance(examples, (model, str, bytes, Mapping)) or callable(examples)
    return (examples,) if is_one or not isinstance(examples, Iterable) else tuple(examples)


def _add(new: Declaration) -> None:
    origin = getattr(new.loaded, "origin", None)

    def is_replaced(old: Declaration) -> bool:
        if old.model is new.model:
            return _key(old) == _key(new)
        # A module that is loaded again declares the same again. Another file may have a module of the same name.
        is_same_module = origin is not None and getattr(old.loaded, "origin", None) == origin
        return is_same_module and old.model.__module__ == new.model.__module__ and old.loaded is not new.loaded

    _declared[:] = [old for old in _declared if not is_replaced(old)]
    _declared.append(new)


def _place() -> tuple[str, int]:
    """The file and line of the module that is being loaded, else of the function that declares."""
    caller = sys._getframe(2)
    frame = caller
    # A service may have a function of its own that declares, in a library.
    while frame.f_code.co_name != "<module>":
        if frame.f_back is None:
            return caller.f_code.co_filename, caller.f_lineno
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def _key(declaration: Declaration) -> tuple[str, ...]:
    of = declaration
    return (of.source, of.role, of.event, of.service or "", of.name or "")


def declared() -> list[Declaration]:
    """All declarations of the modules that were imported, in one order whatever was imported first."""
    return sorted(_declared, key=lambda one: (_key(one), one.file, one.line))
