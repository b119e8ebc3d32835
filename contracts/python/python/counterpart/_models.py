"""Models of pydantic and msgspec: their schemas, what they read, and what they write.

Both libraries are used only if the program that has the model imported them.
"""

from __future__ import annotations

import inspect
import json
import sys
import typing
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Literal, Optional

from . import _counterpart
from ._declare import Declaration, listed
from ._errors import Error

LIBRARIES = ("pydantic", "msgspec")


def library_of(model: Any) -> Optional[str]:
    """The library that a class is a model of, or ``None``."""
    if not isinstance(model, type):
        return None
    msgspec = sys.modules.get("msgspec")
    if msgspec is not None and issubclass(model, msgspec.Struct):
        return "msgspec"
    pydantic = sys.modules.get("pydantic")
    if pydantic is not None:
        if issubclass(model, pydantic.BaseModel) or hasattr(model, "__pydantic_core_schema__"):
            return "pydantic"
    return None


def contract_file(declaration: Declaration, service: str) -> tuple[str, str, list[str]]:
    """The path of a declaration's contract file in a folder, its text, and the warnings of the import."""
    library = _library(declaration.model)
    try:
        text = json.dumps(schema(declaration))
    except Exception as error:
        # Each library has its own ways to say that a type has no schema.
        raise Error(f"{library} makes no schema of {_name(declaration.model)}: {error}") from error
    return _counterpart.contract_file(
        text,
        declaration.source,
        service=service,
        role_name=declaration.role,
        event=declaration.event,
        name=declaration.name,
        library=library,
        producer=declaration.producer,
        owner=declaration.owner,
        retention=declaration.retention,
        times=declaration.times,
        omits=list(declaration.omits),
    )


def schema(declaration: Declaration) -> Any:
    """The JSON Schema that the model's library makes for this role."""
    model = declaration.model
    if _library(model) == "msgspec":
        import msgspec

        return msgspec.json.schema(model)
    import pydantic

    mode: Literal["validation", "serialization"]
    mode = "validation" if declaration.role == "consumes" else "serialization"
    return pydantic.TypeAdapter(model).json_schema(mode=mode, by_alias=_by_alias(declaration))


def reader(model: Any) -> Callable[[bytes], object]:
    """What reads a message as this model, and raises if it refuses. Any other callable is a reader itself."""
    library = library_of(model)
    if library == "pydantic":
        import pydantic

        return pydantic.TypeAdapter(model).validate_json
    if library == "msgspec":
        import msgspec

        return msgspec.json.Decoder(model).decode
    # Python calls these, and then nothing is read as the type that they name.
    if typing.get_origin(model) is not None or isinstance(model, typing.NewType):
        raise Error(
            f"{_name(model)} is a type, and neither a pydantic model nor a msgspec Struct: give a function that reads a "
            "message, such as pydantic.TypeAdapter(…).validate_json or msgspec.json.Decoder(…).decode"
        )
    if not callable(model) or isinstance(model, type):
        raise Error(
            f"{_name(model)} is neither a pydantic model nor a msgspec Struct, nor a function that reads a message"
        )
    read: Callable[[bytes], object] = model
    return read


def check_answer(answer: object, model: Any) -> None:
    """Raises :class:`Error` if a reader returned something that has yet to read the message."""
    if inspect.isawaitable(answer):
        what = "an awaitable"
        way_out = "give a function that runs it, such as lambda message: asyncio.run(read(message))"
    elif isinstance(answer, (Iterator, AsyncIterator)):
        what = "an iterator"
        way_out = "give a function that reads it to its end, such as lambda message: list(read(message))"
    else:
        return
    close = getattr(answer, "close", None)
    if callable(close):
        close()
    raise Error(f"{_name(model)} returns {what}, and has not read the message then: {way_out}")


def is_refusal(error: Exception) -> bool:
    """Returns true if a reader raised this about a message, and not because it cannot read at all."""
    pydantic = sys.modules.get("pydantic")
    # Such as a model that refers to a type that is not defined yet.
    is_misuse = pydantic is not None and isinstance(error, pydantic.errors.PydanticUserError)
    return not is_misuse and not isinstance(error, MemoryError)


def examples(declaration: Declaration) -> list[bytes]:
    """The examples of a declaration, as JSON: what the model itself writes, and texts unchanged."""
    texts: list[bytes] = []
    for one in declaration.examples:
        is_function = callable(one) and not isinstance(one, declaration.model)
        for example in listed(one(), declaration.model) if is_function else [one]:
            texts.append(_example(declaration, example))
    return texts


def _example(declaration: Declaration, example: Any) -> bytes:
    if isinstance(example, str):
        try:
            return example.encode()
        except UnicodeEncodeError as error:
            raise Error(f"an example of {declaration.shown} is no text: {error}") from None
    if isinstance(example, bytes):
        return example
    model = declaration.model
    if not isinstance(example, model):
        raise Error(
            f"an example of {declaration.shown} is an instance of {_name(model)}, a JSON text, or a function that returns "
            f"them, and not of {type(example).__name__}"
        )
    if _library(model) == "msgspec":
        import msgspec

        encoded: bytes = msgspec.json.encode(example)
        return encoded
    import pydantic

    options: dict[str, Any] = {}
    if declaration.by_alias is not None:
        options["by_alias"] = declaration.by_alias
    if "nulls" in declaration.omits:
        options["exclude_none"] = True
    if "defaults" in declaration.omits:
        options["exclude_defaults"] = True
    # By the example's own class, as `example.model_dump_json()` does.
    return pydantic.TypeAdapter(type(example)).dump_json(example, **options)


def _by_alias(declaration: Declaration) -> bool:
    if declaration.by_alias is not None:
        return declaration.by_alias
    model = declaration.model
    config = getattr(model, "model_config", None) or getattr(model, "__pydantic_config__", None) or {}
    if declaration.role == "emits":
        # Without an argument, `model_dump_json` goes by this.
        return bool(config.get("serialize_by_alias", False))
    return bool(config.get("validate_by_alias", True))


def _library(model: type) -> str:
    library = library_of(model)
    if library is None:
        raise Error(f"{_name(model)} is neither a pydantic model nor a msgspec Struct")
    return library


def _name(model: Any) -> str:
    return model.__qualname__ if isinstance(model, type) or inspect.isroutine(model) else repr(model)
