"""The accounts, in memory: an example needs no database."""

from __future__ import annotations

from billing.events import Plan, UserDeleted, UserRegistered

Event = UserRegistered | UserDeleted


class Accounts:
    """One account for each user. What was heard before changes nothing."""

    def __init__(self) -> None:
        self.plans: dict[int, Plan] = {}
        self._closed: set[int] = set()
        self._heard: set[tuple[str, str]] = set()

    def apply(self, identity: tuple[str, str], event: Event) -> bool:
        """Applies an event, and returns true if it was new. An account that was closed stays closed."""
        if identity in self._heard:
            return False
        self._heard.add(identity)
        if isinstance(event, UserDeleted):
            self.plans.pop(event.user_id, None)
            self._closed.add(event.user_id)
        elif event.user_id not in self._closed:
            self.plans[event.user_id] = event.plan
        return True
