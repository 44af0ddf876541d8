"""Reads the scenarios that people wrote from a folder; what is wrong is told with file, line and column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from tdmock.definition.words import closest, complaint
from tdmock.endpoints import ACTIONS, ENDPOINTS
from tdmock.errors import UsageError
from tdmock.redaction.references import resolve
from tdmock.scenario.matchers import Condition, Expected
from tdmock.scenario.own import Expect, OwnFinding, OwnScenario, Step, is_endpoint
from tdmock.scenario.reading import Document, Keys, read_yaml
from tdmock.scenario.values import LISTS, VALUES

MOST = 1_000  # scenarios in a folder

_MODELS: tuple[type[BaseModel], ...] = (OwnScenario, Step, OwnFinding, Expect, Expected, Condition)
_MEMBERS = sorted({f.alias or name for model in _MODELS for name, f in model.model_fields.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A scenario with the file that it stands in.

    ``endpoint`` is what it is about, ``actions`` each of these; ``accounts`` are further credentials, by the
    names that it gives to the accounts.
    """

    id: str
    endpoint: str
    path: Path
    scenario: OwnScenario
    accounts: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def name(self) -> str:
        """Its id among all scenarios, those of tdmock included."""
        return f"own/{self.id}"

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoint that it is about, and the others that it calls."""
        others = (request.endpoint for request in self.scenario.requests if request.endpoint)
        return tuple(dict.fromkeys((self.endpoint, *others)))


def load_folder(folder: Path) -> tuple[Written, ...]:
    """The scenarios in a folder that has one for each endpoint. Raises :class:`UsageError`."""
    if not folder.is_dir():
        raise UsageError(f"--scenarios {folder}: there is no such folder")
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".yaml", ".yml"})
    if not files:
        raise UsageError(f"--scenarios {folder}: it has none; write one, such as contact_sync/mine.yaml")
    if len(files) > MOST:
        raise UsageError(f"--scenarios {folder}: it has {len(files):,} files; {MOST:,} are the most")
    written = tuple(load(file, folder) for file in files)
    first: dict[str, Path] = {}
    for each in written:
        rule = each.scenario.finding.id
        if (other := first.setdefault(rule, each.path)) != each.path:
            raise UsageError(f"{each.path}: finding.id: {rule} is the finding of {other}")
    return written


def load(file: Path, folder: Path) -> Written:
    """One scenario; its id is its path in the folder without the ending. Raises :class:`UsageError`."""
    name = file.relative_to(folder).with_suffix("").as_posix()
    endpoint = name.rpartition("/")[0]
    if endpoint != ACTIONS.name and not is_endpoint(endpoint):
        known = ", ".join(ENDPOINTS)
        raise UsageError(f"{file}: is in no folder of an endpoint; these are {known}, and actions/NAME")
    document = read_yaml(file)
    if not isinstance(document.value, dict):
        raise document.error("a scenario is a mapping of members such as title, body and expect")
    try:
        scenario = OwnScenario.model_validate(document.value)
    except ValidationError as error:
        told = dict(_told(document, problem) for problem in error.errors(include_url=False))
        raise UsageError("\n".join(told.values())) from None
    for keys, reason in _unknown(scenario):
        raise document.error(reason, *document.nearest(keys))
    return Written(
        id=name, endpoint=endpoint, path=file, scenario=scenario, accounts=_accounts(document, scenario)
    )


def _accounts(document: Document, scenario: OwnScenario) -> dict[str, dict[str, str]]:
    return {
        account: {
            field: resolve(reference, document.where("credentials", account, field))
            for field, reference in fields.items()
        }
        for account, fields in scenario.credentials.items()
    }


def _told(document: Document, problem: Any) -> tuple[Keys, str]:
    """A problem by the part of the file that has it: a value may be wrong in each of several ways."""
    keys = document.nearest(problem["loc"])
    if problem["type"] == "missing":
        keys, reason = (*keys, problem["loc"][-1]), "is missing"
    else:
        reason = complaint(problem, str(keys[-1]) if keys else "", _MEMBERS, "member")
    return keys, str(document.error(reason, *keys))


def _unknown(scenario: OwnScenario) -> Iterator[tuple[Keys, str]]:
    """The names in templates that stand for nothing, and lists that are none."""
    for name, provider in scenario.each.items():
        if provider not in LISTS:
            yield ("each", name), f"there is no list {provider}{_near(provider, LISTS)}"
    structured = {*scenario.each, *scenario.credentials}
    captured: set[str] = set()
    for number, request in enumerate(scenario.requests):
        above: Keys = ("steps", number) if scenario.steps else ()
        for keys, text in _templates(request.model_dump(by_alias=True, exclude_unset=True), above):
            name = text.removeprefix("$")
            if name in VALUES or name in captured or name.partition(".")[0] in structured:
                continue
            yield keys, f"there is no value ${name}{_near(name, {*VALUES, *structured, *captured}, '$')}"
        captured |= request.capture.keys()


def _templates(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, str) and value.startswith("$") and not value.startswith("$$"):
        yield keys, value
    entries: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list | tuple):
        entries = enumerate(value)
    for key, part in entries:
        if key != "schema":  # which is no template
            yield from _templates(part, (*keys, key))


def _near(name: str, known: Any, mark: str = "") -> str:
    guess = closest(name, list(known))
    return f"; did you mean {mark}{guess}?" if guess else ""
