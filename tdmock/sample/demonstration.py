"""Bridges to demonstrate with: small enough for a quick check, large enough for every fault to show."""

from dataclasses import dataclass
from functools import cache

from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.sample.app import build, default_credentials
from tdmock.sample.data import FakeData, Record
from tdmock.sample.definitions import DEFINITIONS
from tdmock.sample.faults import Fault
from tdmock.sample.message import App

# So many that an incremental synchronization, too, has a second page.
CONTACTS, AGENTS, PAGE_SIZE = 80, 14, 6
NAMESAKES = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """A bridge, the integration that it serves, and the credentials that it accepts."""

    definition: Definition
    credentials: dict[str, str]
    app: App


def demonstrate(fault: Fault, edition: Edition = Edition.CURRENT) -> Demonstration:
    """A bridge with one fault, new each time: it remembers what it was asked."""
    definition = DEFINITIONS[fault.definition]()
    return Demonstration(
        definition=definition,
        credentials=default_credentials(definition),
        app=build(
            definition,
            data=fake_data(contacts=CONTACTS, agents=AGENTS, types=definition.interaction_types),
            page_size=PAGE_SIZE,
            edition=edition,
            faults=[fault],
        ),
    )


class Account(FakeData):
    """Fake data in which two contacts have one name."""

    def _contact(self, number: int) -> Record:
        record = super()._contact(number)
        if number == NAMESAKES[1]:
            record["name"] = super()._contact(NAMESAKES[0])["name"]
        return record


@cache
def fake_data(
    *, contacts: int, agents: int, types: tuple[str, ...], locales: tuple[str, ...] = ("en_US",)
) -> FakeData:
    """Data that many bridges share."""
    return Account(contacts=contacts, agents=agents, types=types, locales=locales)
