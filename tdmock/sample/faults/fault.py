"""What a fault is, and how one enters the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample.message import Behaviour, Deviation

BOTH = tuple(Edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Deviation):
    """A deliberate deviation of the sample bridge in one behaviour at one endpoint.

    ``breaks`` is the clause that it breaks in ``editions``, ``level`` what the finding weighs there;
    ``definition`` names the integration of :mod:`tdmock.sample.definitions` that shows it.
    """

    name: str
    title: str
    breaks: str
    level: Level
    editions: tuple[Edition, ...]
    definition: str


FAULTS: dict[str, Fault] = {}
"""Every fault that scenarios show, by its name, ``endpoint.what``."""

Enter = Callable[[str, str, Behaviour], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The part of a catalogue for one endpoint."""

    endpoint: str
    catalogue: dict[str, Fault] = field(default_factory=lambda: FAULTS)

    def breaking(
        self,
        clause: str,
        level: Level = Level.ERROR,
        *,
        editions: tuple[Edition, ...] = BOTH,
        definition: str = "mycrm",
    ) -> Enter:
        """A function that enters one more fault breaking the clause: its name, its title, its behaviour."""

        def enter(name: str, title: str, behave: Behaviour) -> None:
            full_name = f"{self.endpoint}.{name}"
            if full_name in self.catalogue:
                raise ValueError(f"There are two faults named {full_name}.")
            self.catalogue[full_name] = Fault(
                name=full_name,
                title=title,
                endpoint=self.endpoint,
                behave=behave,
                breaks=clause,
                level=level,
                editions=editions,
                definition=definition,
            )

        return enter
