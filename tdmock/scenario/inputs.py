"""The values that Talkdesk would send for an action's inputs, by their types."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tdmock.definition.model import Action, ActionInput
from tdmock.definition.moment import format_moment
from tdmock.definition.placeholders import PLACEHOLDER

Data = dict[str, Any]
Labelled = tuple[str, Data]

ISO = "YYYY-MM-DDTHH:mm:ssZ"
LONG = 10_000  # characters of a very long text

_MARK = re.compile(r"(tdmock-run-\d+)(?:-\d+\.\d+)?")
DATES = {"datetime": ISO, "time": "HH:mm", "date": "YYYY-MM-DD"}

# Short ones: with the mark behind them they still fit where only 40 characters do.
TEXTS = {
    "accents": "Ærø: señor, ça… 5 €",
    "Greek and Cyrillic": "Καλημέρα, Привет",
    "Chinese, Japanese, Korean": "你好 こんにちは 안녕하세요",
    "right-to-left scripts": "مرحبا · שלום",
    "emoji": "👍🏽 👩‍👩‍👧‍👦 🇵🇹 🎉",
    "quotes, backslashes, markup": "\"'`\\n<b>&amp;{{x}}%$H",
    "newlines and tabs": "one\ntwo\r\nthree\tx\n",
    "what firewalls take for SQL": "'; -- or 1=1 select",
    "what firewalls take for code": "{{7*7}} ${x} <b>",
    "nothing but digits": "00",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Fills an action's inputs; ``contact`` and ``agent`` are synchronized records, where there are any.

    ``given`` are values that somebody wants to be sent, by key; scenarios leave such an input out, but try no
    other values of it. ``run`` is written into free text of which nobody says what it is to be, so that what
    a run made can be found in the system behind the bridge.
    """

    action: Action
    contact: Mapping[str, Any] | None
    agent: Mapping[str, Any] | None
    now: datetime
    run: str
    max_calls: int
    proven: Mapping[str, Any] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    def all(self) -> Data:
        """Every input filled."""
        return {entry.key: self._value(entry) for entry in self.action.inputs}

    def working(self) -> Data:
        """What further requests build on: inputs with which the action was executed, or all of them."""
        return self.all() if self.proven is None else dict(self.proven)

    def mandatory(self) -> Data | None:
        """The mandatory inputs only; None where no input is optional."""
        return (
            None
            if not self._optional()
            else {e.key: self._value(e) for e in self.action.inputs if e.mandatory}
        )

    def some_optional(self) -> Iterator[Labelled]:
        """Each optional input alone, then every two of them there or not; at most ``max_calls``."""
        optional = self._optional()
        everything = self.all()
        for present in self._choices(optional)[: self.max_calls]:
            absent = {key for key, is_present in zip(optional, present, strict=True) if not is_present}
            label = ", ".join(key for key in optional if key not in absent)
            yield f"with {label} alone", {k: value for k, value in everything.items() if k not in absent}

    def with_optional(self, value: Any) -> Data | None:
        """All inputs, the optional ones with this value; None where no input is optional."""
        return {**self.working(), **dict.fromkeys(self._optional(), value)} if self._optional() else None

    def options(self) -> Iterator[Labelled]:
        """Every option of every select at least once, and pairs of them while calls last."""
        selects = self._selects()
        for row in self._rows(selects):
            chosen = {entry.key: option for entry, option in zip(selects, row, strict=True)}
            yield ", ".join(f"{key}={option}" for key, option in chosen.items()), {**self.working(), **chosen}

    def untried(self) -> int:
        """How many options ``max_calls`` leaves out."""
        selects = self._selects()
        rows = self._rows(selects)
        tried = {(entry.key, row[place]) for row in rows for place, entry in enumerate(selects)}
        return sum((entry.key, option) not in tried for entry in selects for option in entry.options)

    def dates(self) -> Iterator[Labelled]:
        """Dates and times in their declared patterns, all such inputs at once."""
        tomorrow = self.now + timedelta(days=1)  # a meeting may have to lie ahead
        moments = {
            "an ordinary day": tomorrow.replace(hour=9, minute=5, second=7),
            "midnight": tomorrow.replace(hour=0, minute=0, second=0, microsecond=0),
            "the last minute of a year": tomorrow.replace(month=12, day=31, hour=23, minute=59, second=59),
            "a leap day, west of Greenwich": datetime(
                2028, 2, 29, 13, 0, 0, tzinfo=timezone(timedelta(hours=-7))
            ),
        }
        return self._dated(moments, [entry for entry in self._varied() if entry.type in DATES])

    def edge_dates(self) -> Iterator[Labelled]:
        """Dates beyond those that 32 bits of seconds since 1970 can tell."""
        moments = {
            "a day before 1970": datetime(1955, 3, 1, 8, 0, 0, tzinfo=UTC),
            "a day after 2038": datetime(2040, 2, 29, 12, 0, 0, tzinfo=UTC),
        }
        days = [entry for entry in self._varied() if entry.type in DATES and entry.type != "time"]
        return self._dated(moments, days)

    def _dated(self, moments: Mapping[str, datetime], inputs: Iterable[ActionInput]) -> Iterator[Labelled]:
        patterns = {entry.key: entry.format or DATES[entry.type] for entry in inputs}
        for label, moment in moments.items() if patterns else ():
            written = {key: format_moment(pattern, moment) for key, pattern in patterns.items()}
            yield label, {**self.working(), **written}

    def texts(self) -> Iterator[Labelled]:
        """Text in several scripts, of signs and of digits in every text input at once."""
        for label, text in TEXTS.items():
            if filled := {entry.key: self._marked(text, entry) for entry in self._free_text()}:
                yield label, {**self.working(), **filled}

    def long_text(self) -> Data | None:
        """Very long text in every text input; None where no input takes text."""
        text = "lorem ipsum" + " lorem ipsum" * (LONG // len(" lorem ipsum"))
        filled = {entry.key: self._marked(text, entry) for entry in self._free_text()}
        return {**self.working(), **filled} if filled else None

    def one_missing(self) -> Iterator[Labelled]:
        """Each mandatory input left out in turn."""
        for entry in self.action.inputs:
            if entry.mandatory:
                yield (
                    f"{entry.key} left out",
                    {key: v for key, v in self.working().items() if key != entry.key},
                )

    def invalid_options(self) -> Iterator[Labelled]:
        """Each select in turn with an option that it does not have."""
        for entry in self.action.inputs:
            if entry.options:
                yield (
                    f"{entry.key} with an unknown option",
                    {**self.working(), entry.key: f"not-an-option-{self.run}"},
                )

    @property
    def free_texts(self) -> tuple[str, ...]:
        """The keys of the inputs that take any text."""
        return tuple(entry.key for entry in self._free_text())

    def _optional(self) -> list[str]:
        return [entry.key for entry in self.action.inputs if not entry.mandatory]

    def _varied(self) -> Iterator[ActionInput]:
        """The inputs of which other values may be tried."""
        return (entry for entry in self.action.inputs if entry.key not in self.given)

    def _selects(self) -> list[ActionInput]:
        return [entry for entry in self._varied() if entry.options]

    def _free_text(self) -> list[ActionInput]:
        return [
            entry
            for entry in self._varied()
            if entry.type not in _TYPED and not entry.options and not entry.is_constant
        ]

    def _marked(self, text: str, entry: ActionInput) -> str:
        """Text with the mark of the run, digits with its number, where the definition leaves it open."""
        if entry.preset:
            return text
        return text + self.run.rpartition("-")[2] if text.isdecimal() else f"{text} [{self.run}]"

    def _choices(self, optional: Sequence[str]) -> list[tuple[bool, ...]]:
        """Rows of which optional inputs are present; all of them and none are tried elsewhere."""
        if len(optional) < 2:
            return []
        from allpairspy import AllPairs

        alone = [tuple(key == only for key in optional) for only in optional]
        pairs = map(tuple, AllPairs([[True, False]] * len(optional)))
        return [row for row in dict.fromkeys([*alone, *pairs]) if any(row) and not all(row)]

    def _rows(self, selects: list[ActionInput]) -> list[list[str]]:
        """Rows of options: each option covered first, then pairs, at most ``max_calls`` rows."""
        if not selects:
            return []
        if len(selects) == 1:
            return [[option] for option in selects[0].options][: self.max_calls]
        longest = max(len(entry.options) for entry in selects)
        each = [[entry.options[i % len(entry.options)] for entry in selects] for i in range(longest)]
        from allpairspy import AllPairs

        pairs = [list(row) for row in AllPairs([list(entry.options) for entry in selects])]
        if len(pairs) <= self.max_calls:
            return pairs
        return [*each, *(row for row in pairs if row not in each)][: self.max_calls]

    def _value(self, entry: ActionInput) -> Any:
        if entry.key in self.given:
            return self.given[entry.key]
        if entry.options:
            return entry.default if entry.default in entry.options else entry.options[0]
        preset = PLACEHOLDER.sub(self._fill, entry.preset or "")
        if preset.strip():
            return preset
        typed = _TYPED.get(entry.type)
        return typed(self, entry) if typed else f"{entry.name or entry.key} [{self.run}]"

    def _fill(self, match: re.Match[str]) -> str:
        name = _OTHER_NAMES.get(match[1].strip(), match[1].strip())
        root, _, member = name.partition(".")
        if name in _ACCOUNT:
            return _ACCOUNT[name]
        if root not in {"contact", "agent"}:
            return match[0]  # nobody knows what Talkdesk would make of it
        record = self.contact if root == "contact" else self.agent
        return _member(record or {"name": "Jane Doe"}, member)


def _date(inputs: Inputs, entry: ActionInput) -> str:
    return format_moment(entry.format or DATES[entry.type], inputs.now + timedelta(days=1))


def _member(record: Mapping[str, Any], name: str) -> str:
    """What Talkdesk puts for ``{{contact.NAME}}``: the record's text, or what can be told from it."""
    first, _, last = str(record.get("name", "")).partition(" ")
    value = {"first_name": first, "last_name": last}.get(name, record.get(_MEMBERS.get(name, name)))
    value = next(iter(value), "") if isinstance(value, list) else value
    return value if isinstance(value, str) else ""


# What placeholders without a record of their own stand for; tdmock is the account here.
_ACCOUNT = {
    "account.name": "tdmock",
    "account.email": "tdmock@example.com",
    "account_id": "tdmock",
    "agent.tags_list": "tdmock",
    "tags": "tdmock",
}
_OTHER_NAMES = {"contact_phone_number": "contact.phone"}
_MEMBERS = {"email": "emails", "phone": "phones", "phone_number": "phones", "website": "websites"}

_TYPED: dict[str, Callable[[Inputs, ActionInput], Any]] = {
    **dict.fromkeys(DATES, _date),
    "email": lambda inputs, _: f"{inputs.run}@example.com",
    "tel": lambda *_: "+12025550143",
    "number": lambda *_: "42",
    "key/value": lambda inputs, entry: {entry.key: f"value [{inputs.run}]"},
}


def numbered(value: Any, number: str) -> Any:
    """A body in which the mark of the run has a number: a system may refuse what it was sent before."""
    match value:
        case str():
            return _MARK.sub(rf"\1-{number}", value)
        case list():
            return [numbered(entry, number) for entry in value]
        case dict():
            return {name: numbered(entry, number) for name, entry in value.items()}
        case _:
            return value
