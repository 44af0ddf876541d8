"""Judges answers by what a person's own scenario expects of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import jsonschema_rs

from tdmock.contract.compile import Contract
from tdmock.editions import Edition
from tdmock.endpoints import named
from tdmock.exchange import Exchange, Response
from tdmock.exchange.payload import Payload, Problem, decode
from tdmock.exchange.places import Step, found, is_single, parse
from tdmock.findings import Breach, Clause, Source, Status
from tdmock.judge.schema import MAX_BREACHES, describe, place
from tdmock.redaction.text import count
from tdmock.scenario.folder import Written
from tdmock.scenario.matchers import Condition, Expected, Fill, compiled
from tdmock.scenario.own import Expect, Request

CAPTURED = 10_000  # values of a place that stands for several


def with_own_rules(contract: Contract, written: Iterable[Written]) -> Contract:
    """The contract with the findings of a person's scenarios as rules at their endpoints."""
    own: dict[str, list[Clause]] = {}
    for each in written:
        for endpoint in named(contract.operations, each.endpoint):
            own.setdefault(endpoint, []).append(_clause(each, contract.edition))
    operations = {
        endpoint: replace(operation, rules=(*operation.rules, *own.get(endpoint, ())))
        for endpoint, operation in contract.operations.items()
    }
    return replace(contract, operations=operations)


def _clause(written: Written, edition: Edition) -> Clause:
    told = written.scenario.finding
    source = Source(
        title=f"The scenario {written.id}", url=str(written.path), edition=edition, status=Status.STATED
    )
    return Clause(id=told.id, title=told.title, level=told.level, source=source, why=told.why, fix=told.fix)


@dataclass(kw_only=True)
class Watch:
    """What is expected of the answers to one request, one for each page, while they come.

    ``captured`` is what they hold for later requests. Breaches are told as soon as they are certain, those of
    what must come at least once by :meth:`end`.
    """

    request: Request
    fill: Fill
    captured: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _places(self) -> "list[_Place]":
        return [
            _Place(name=name, steps=parse(name), expected=expected, fill=self.fill)
            for name, expected in self.request.expect.body.items()
        ]

    @cached_property
    def _schema(self) -> jsonschema_rs.Draft202012Validator | None:
        schema = self.request.expect.schema_
        return None if schema is None else compiled(schema)

    def see(self, exchange: Exchange) -> tuple[list[Breach], Any]:
        """What is wrong with an answer, and its JSON; None where that can't be read or nobody asks for it."""
        response = exchange.response
        if response is None or exchange.failure:
            return [Breach(expected="an answer", actual=exchange.detail)], None
        breaches = [*_status(self.request.expect, response), *self._headers(response)]
        if breaches:
            return breaches, None
        payload = decode(response.body)
        if payload.problem not in {None, Problem.DUPLICATE_KEYS}:
            return list(self._unreadable(payload)), None
        return list(self._body(payload.value)), payload.value

    def end(self) -> list[Breach]:
        """What did not come in any of the answers."""
        missing = [
            Breach(at=at, expected=f"a value to remember as ${name}", actual="missing")
            for name, at in self.request.capture.items()
            if name not in self.captured
        ]
        return [breach for watched in self._places for breach in watched.end()] + missing

    def _headers(self, response: Response) -> Iterator[Breach]:
        for name, expected in self.request.expect.headers.items():
            watched = _Place(name=name, steps=(name,), expected=expected, fill=self.fill)
            value = response.header(name)
            yield from watched.see({} if value is None else {name: value})
            yield from watched.end()

    def _unreadable(self, payload: Payload) -> Iterator[Breach]:
        if self._places or self._schema or self.request.capture or self.request.walk:
            yield Breach(at="body", expected="JSON", actual=payload.detail)

    def _body(self, value: Any) -> Iterator[Breach]:
        if self._schema and not self._schema.is_valid(value):
            for error, _ in zip(self._schema.iter_errors(value), range(MAX_BREACHES), strict=False):
                expected = f"what the schema says: {error.message[:200]}"
                yield Breach(
                    at=place(error.instance_path), expected=expected, actual=describe(error.instance)
                )
        for watched in self._places:
            yield from watched.see(value)
        for name, at in self.request.capture.items():
            self._capture(name, parse(at), value)

    def _capture(self, name: str, steps: tuple[Step, ...], value: Any) -> None:
        values = [part for _, part in found(value, steps)]
        if values and is_single(steps):
            self.captured[name] = values[0]
        elif not is_single(steps):
            self.captured[name] = (self.captured.get(name, []) + values)[:CAPTURED]


@dataclass(kw_only=True)
class _Place:
    """What is expected at one place, over all pages."""

    name: str
    steps: tuple[Step, ...]
    expected: Expected
    fill: Fill
    came: int = 0
    has_some: bool = False
    breaches: int = 0

    @cached_property
    def _each(self) -> "_Condition | None":
        return _Condition(self.expected, self.fill) if self.expected.of_each else None

    @cached_property
    def _some(self) -> "_Condition | None":
        return _Condition(self.expected.some, self.fill) if self.expected.some else None

    @cached_property
    def _none(self) -> "_Condition | None":
        return _Condition(self.expected.none, self.fill) if self.expected.none else None

    def see(self, value: Any) -> Iterator[Breach]:
        for at, part in found(value, self.steps):
            self.came += 1
            self.has_some |= bool(self._some and self._some.holds(part))
            for wrong in self._wrong(part):
                self.breaches += 1
                if self.breaches <= MAX_BREACHES:
                    yield Breach(at=at, expected=wrong, actual=describe(part))

    def _wrong(self, part: Any) -> Iterator[str]:
        if not self.expected.present:
            yield "nothing"
        if self._each and not self._each.holds(part):
            yield self._each.words
        if self._none and self._none.holds(part):
            yield f"none that is {self._none.words}"

    def end(self) -> Iterator[Breach]:
        if self._some and not self.has_some:
            came = f"none of the {count(self.came, 'value')} there" if self.came else "nothing"
            yield Breach(at=self.name, expected=f"one that is {self._some.words}", actual=came)
        elif not self.came and self._must_come:
            words = self._each.words if self._each else "a value"
            yield Breach(at=self.name, expected=words, actual="missing")

    @property
    def _must_come(self) -> bool:
        said = self.expected.present and "present" in self.expected.model_fields_set
        return said or self._each is not None


class _Condition:
    """A condition with its names filled in, ready to judge values."""

    def __init__(self, condition: Condition, fill: Fill) -> None:
        self.words = condition.words(fill)
        self._schema = compiled(condition.schema_of(fill))

    def holds(self, value: Any) -> bool:
        return self._schema.is_valid(value)


def _status(expect: Expect, response: Response) -> Iterator[Breach]:
    status = str(response.status)
    if not {status, f"{status[0]}xx"} & {*expect.status}:
        wanted = " or ".join(expect.status)
        yield Breach(expected=f"status {wanted}", actual=f"status {status}")
