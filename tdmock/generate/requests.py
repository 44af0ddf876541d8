"""Requests as Talkdesk would send them, with placeholders where the credentials belong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tdmock import endpoints
from tdmock.definition.model import Action, Definition
from tdmock.generate.fakes import Agents, Contacts
from tdmock.generate.fakes.agents import TEAM
from tdmock.generate.fakes.draws import draws
from tdmock.generate.fakes.moments import NOW, past
from tdmock.generate.recipe import TEAM_PAGE, Recipe, page_of
from tdmock.scenario.inputs import Inputs

Body = dict[str, Any]
Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """A request to one endpoint: ``rest`` is the body without its ``auth``, which has the named fields."""

    endpoint: str
    url: str
    fields: tuple[str, ...]
    rest: Body

    @property
    def record(self) -> Body:
        """The request as plain data; a credential is ``{{field}}``, to be filled in by the reader."""
        return {
            "endpoint": self.endpoint,
            "method": "POST",
            "url": self.url,
            "headers": {"Content-Type": "application/json"},
            "body": {"auth": {field: f"{{{{{field}}}}}" for field in self.fields}, **self.rest},
        }


def sample_requests(
    recipe: Recipe, definition: Definition, *, at: Callable[[str], str] = str
) -> Iterator[SampleRequest]:
    """``count`` requests, to the declared endpoints in turn; ``at`` tells where one is called.

    They are about the contacts of the recipe's account and the agents of its team.
    """
    bodies = _Bodies(recipe, definition)
    declared = tuple(definition.endpoints.items())
    for k in recipe.numbers:
        number, place = divmod(k, len(declared))
        endpoint, url = declared[place]
        entered_only = endpoint == endpoints.VALIDATION.name
        fields = definition.user_fields if entered_only else definition.authentication_configuration
        yield SampleRequest(
            endpoint=endpoint,
            url=at(url),
            fields=tuple(definition.auth_at(endpoint, {field.field_name: None for field in fields})),
            rest=bodies.rest(endpoint, number),
        )


class ActionData:
    """The ``data`` of an action's requests, by number: any option, any time, optional inputs now and then."""

    def __init__(
        self, action: Action, *, seed: int = 0, locales: Sequence[str] = ("en_US",), now: datetime = NOW
    ) -> None:
        self._action = action
        self._now = now
        self._seed, self._locales = seed, locales
        self._draws = draws(seed=seed, purpose=f"action {action.name}")

    # Made when they are asked for: a definition may have a thousand actions, and others bring their own.
    @cached_property
    def _contacts(self) -> Contacts:
        return Contacts(self._seed, self._locales)

    @cached_property
    def _agents(self) -> Agents:
        return Agents(self._seed, self._locales)

    def record(self, k: int) -> Body:
        """Data number *k*, from 0, about contact number *k*: what the definition allows."""
        return self.about(k, self._contacts.record(k), self._agents.record(k % TEAM))

    def about(self, k: int, contact: Record, agent: Record) -> Body:
        """Data number *k* about a contact, for an agent."""
        day, second, *choices = self._draws(k)
        inputs = Inputs(
            action=self._action,
            contact=contact,
            agent=agent,
            now=past(self._now, day, second),
            run=f"tdmock-{k + 1}",
            max_calls=1,
        )
        data = inputs.all()
        for place, entry in enumerate(self._action.inputs):
            choice = choices[place % len(choices)] >> place // len(choices)
            if not entry.mandatory and choice % 4 == 0:
                del data[entry.key]
            elif entry.options:
                data[entry.key] = entry.options[choice // 4 % len(entry.options)]
        return data


class _Bodies:
    """Bodies without ``auth``, by number."""

    def __init__(self, recipe: Recipe, definition: Definition) -> None:
        self._contacts = recipe.contacts()
        self._agents = recipe.agents()
        self._account = max(1, recipe.account)
        self._today = recipe.now.date().isoformat()
        self._types = definition.interaction_types
        self._actions = {
            endpoints.of_action(action.name): ActionData(
                action, seed=recipe.seed, locales=recipe.locales, now=recipe.now
            )
            for action in definition.actions
        }

    def rest(self, endpoint: str, number: int) -> Body:
        match endpoints.kind(endpoint):
            case endpoints.VALIDATION:
                return {}
            case endpoints.CONTACTS:
                return {"meta": self._contact_state(number)}
            case endpoints.AGENTS:
                return {"meta": {"offset": page_of(number, TEAM, TEAM_PAGE).start or None}}
            case endpoints.INTERACTIONS:
                return self._interactions(number)
            case _:
                return self._execution(endpoint, number)

    def _contact_state(self, number: int) -> Body:
        """The four states of a synchronization in turn."""
        more = {"offset": f"page-{number + 1}", "context": {"page": number + 1}}
        checkpoint = {"synchronization_checkpoint": f"{self._today}/{number + 1}"}
        states: list[Body] = [{}, more, checkpoint, {**checkpoint, **more}]
        return states[number % 4]

    def _interactions(self, number: int) -> Body:
        contact = self._contacts.record(number % self._account)
        data = {
            "contact_external_id": contact["id"],
            "contact_name": contact["name"],
            "contact_emails": contact.get("emails", []),
            "contact_phones": contact["phones"],
        }
        if number % 4 == 3:  # somebody who never came from the bridge
            del data["contact_external_id"]
        types = self._types[: 1 + number % len(self._types)] if self._types else ()
        return {"meta": {"interaction_types": list(types)}, "data": data}

    def _execution(self, endpoint: str, number: int) -> Body:
        contact = self._contacts.record(number % self._account)
        agent = self._agents.record(number % TEAM)
        ids = {"contact_external_id": contact["id"], "agent_external_id": agent["id"]}
        return {"data": self._actions[endpoint].about(number, contact, agent), "meta": ids}
