"""What the values of a scenario are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tdmock.definition.model import Action, Definition
from tdmock.redaction.mask import Mask
from tdmock.scenario.inputs import Inputs
from tdmock.talkdesk.state import Memory

Item = tuple[str, Any]  # a label for people and the value


class Unavailable(Exception):  # noqa: N818 - not an error: the scenario doesn't apply, and this says why
    """A value that this run does not have; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a scenario's values are made from.

    ``attempt`` counts from 1 for the values of further tries: another known contact, or another unknown one.
    """

    definition: Definition
    endpoint: str
    action: Action | None
    memory: Memory
    mask: Mask
    seed: int
    now: datetime
    max_calls: int
    expired: Mapping[str, str]
    working: Mapping[str, Any] | None = None
    working_ids: Mapping[str, str] | None = None
    attempt: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)  # inputs of the action

    @property
    def auth(self) -> Mapping[str, Any]:
        return self.definition.auth_at(self.endpoint, self.memory.auth)

    @property
    def inputs(self) -> Inputs:
        if self.action is None:
            raise Unavailable("there is no action here")
        return Inputs(
            action=self.action,
            contact=_plainest(self.sample("contacts")),
            agent=next(iter(self.sample("agents")), None),
            now=self.now,
            run=f"tdmock-run-{self.seed}",
            max_calls=self.max_calls,
            proven=self.working,
            given=self.given,
        )

    def sample(self, kept: str) -> list[dict[str, Any]]:
        """What is known of the ``contacts``, or of the ``agents``."""
        walk = self.memory.contacts if kept == "contacts" else self.memory.agents
        return walk.sample if walk else []


def _plainest(contacts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A contact with a plain name if there is one: other scripts are tried on their own."""
    plain = (contact for contact in contacts if str(contact.get("name", "")).isascii())
    return next(plain, next(iter(contacts), None))
