"""The parts of events that this service needs, and nothing else: the user service is free to change the rest."""

from enum import Enum

import counterpart
import msgspec
from pydantic import BaseModel, Field

OWNER = "team-billing"


class Plan(Enum):
    """What a user pays for."""

    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


@counterpart.consumes("user.registered", owner=OWNER)
class UserRegistered(BaseModel):
    """A user signed up."""

    user_id: int = Field(ge=0)
    plan: Plan


@counterpart.consumes("user.deleted", owner=OWNER)
class UserDeleted(BaseModel):
    """A user is gone."""

    user_id: int = Field(ge=0)


@counterpart.consumes("user.feed_entry", owner=OWNER)
class FeedEntry(msgspec.Struct):
    """The envelope of each message: a CloudEvent in structured form. Its data stays the text that was sent."""

    id: str
    source: str
    type: str
    subject: str
    position: int
    sequence: int
    data: msgspec.Raw
