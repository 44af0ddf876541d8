"""What a variant is, and how one enters the list."""

from dataclasses import dataclass
from typing import Any

from tdmock.editions import Edition
from tdmock.sample.app import build, default_credentials
from tdmock.sample.definitions import DEFINITIONS
from tdmock.sample.demonstration import AGENTS, CONTACTS, PAGE_SIZE, Demonstration, fake_data
from tdmock.sample.message import Behaviour, Deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to build a bridge. ``earns`` are the clauses, none an error, that it may be told of."""

    name: str
    title: str
    definition: str = "mycrm"
    contacts: int = CONTACTS
    agents: int = AGENTS
    page_size: int = PAGE_SIZE
    locales: tuple[str, ...] = ("en_US",)
    edition: Edition = Edition.CURRENT
    habits: tuple[Deviation, ...] = ()
    earns: tuple[str, ...] = ()

    def demonstrate(self) -> Demonstration:
        """The bridge, new each time."""
        definition = DEFINITIONS[self.definition]()
        data = fake_data(
            contacts=self.contacts,
            agents=self.agents,
            types=definition.interaction_types,
            locales=self.locales,
        )
        return Demonstration(
            definition=definition,
            credentials=default_credentials(definition),
            app=build(
                definition,
                data=data,
                page_size=self.page_size,
                edition=self.edition,
                faults=self.habits,
            ),
        )


VARIANTS: dict[str, Variant] = {}
"""Every variant by its name."""


def variant(name: str, title: str, **fields: Any) -> None:
    """Enter one more variant, with the fields of :class:`Variant`."""
    if name in VARIANTS:
        raise ValueError(f"There are two variants named {name}.")
    VARIANTS[name] = Variant(name=name, title=title, **fields)


def everywhere(behave: Behaviour) -> tuple[Deviation, ...]:
    return (Deviation(endpoint="*", behave=behave),)


def at(endpoint: str, *behaviours: Behaviour) -> tuple[Deviation, ...]:
    return tuple(Deviation(endpoint=endpoint, behave=behave) for behave in behaviours)
