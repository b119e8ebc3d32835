"""Prints the AsyncAPI document that FastStream writes of a small service, in the version of AsyncAPI that is named."""

import sys
from typing import Annotated, Literal, Optional, Union

from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI
from pydantic import BaseModel, Field

broker = NatsBroker("nats://nats.example.com:4222")


class Line(BaseModel):
    sku: str
    quantity: int = Field(ge=1, le=999)


class Order(BaseModel):
    order_id: int = Field(ge=0, le=4294967295)
    note: Optional[str] = None
    lines: list[Line] = Field(min_length=1)


class Accepted(BaseModel):
    order_id: int = Field(ge=0, le=4294967295)
    total_cents: int = Field(ge=0, le=1000000)


class ByCard(BaseModel):
    kind: Literal["card"]
    digits: str


class Cash(BaseModel):
    kind: Literal["cash"]


@broker.subscriber("orders.placed")
@broker.publisher("orders.accepted")
async def on_order(order: Order) -> Accepted: ...


@broker.subscriber("orders.paid")
async def on_payment(payment: Annotated[Union[ByCard, Cash], Field(discriminator="kind")]): ...


@broker.subscriber("orders.placed", queue="statistics")
async def count(order_id: int, note: Optional[str] = None): ...


version = sys.argv[1]
document = AsyncAPI(broker, title="Orders", version="1.0.0", schema_version=version).to_specification()
print(document.to_json())
