"""Schemathesis and Hypothesis at work: strategies for the requests of one endpoint, and their exploration."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings, strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.formats import unregister_string_format

from tdmock.fuzz.choices import ABSENT, Choice
from tdmock.fuzz.shapes import CREDENTIAL, Place, narrowed, places, replaced

Bodies = SearchStrategy[Any]
"""JSON, or bytes that are none."""


EXAMPLES = 2
"""Bodies of one exploration: the simplest one, and another."""


class FailingError(Exception):
    """A request that fails; Hypothesis shrinks each class of failures by itself."""


class EndOfTestError(BaseException):
    """Nothing more is to be tested. Hypothesis lets it pass, as it does an interrupt."""


@cache
def use_scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """Hypothesis keeps what it always keeps in a folder that goes away with the process.

    Not earlier: what is under way when a run is interrupted may still write.
    """
    folder = tempfile.TemporaryDirectory(prefix="tdmock-")
    configuration.set_hypothesis_home_dir(folder.name)
    return folder


@contextmanager
def possible(
    document: Mapping[str, Any], path: str, leaves: Mapping[str, SearchStrategy[Choice]]
) -> Iterator[Bodies]:
    """Requests that Talkdesk can send: of the document's schema, with choices at the leaves.

    Each leaf is a string format of its own while the context lasts.
    """
    names = {at: f"tdmock:{path}:{at}" for at in leaves}
    for at, name in names.items():
        schemathesis.openapi.format(name, leaves[at].map(Choice.written))
    try:
        parts = {at: {"type": "string", "format": name} for at, name in names.items()}
        parts["auth"] = {"const": CREDENTIAL}
        schema = narrowed(request_schema(document, path), parts)
        yield _cases(document, schema, GenerationMode.POSITIVE)
    finally:
        for name in names.values():
            unregister_string_format(name)


def wrong(document: Mapping[str, Any], path: str, usual: Mapping[str, Any]) -> list[Bodies]:
    """Requests that Talkdesk never sends: for each place of the document's schema those that are wrong there.

    The outer places come first, for a few examples do not reach all of them. Each request is the usual one
    with a value in its place that the schema forbids, or with none there; or it is no JSON at all.
    """
    return [
        _wrong_at(place, usual, _cases(document, schema, GenerationMode.NEGATIVE))
        for place, schema in sorted(places(request_schema(document, path)), key=lambda part: len(part[0]))
    ]


def _wrong_at(place: Place, usual: Mapping[str, Any], values: Bodies) -> Bodies:
    json_only = values.filter(lambda value: not isinstance(value, bytes))
    if not place:
        # Every other one would be no JSON, which teaches little after the first.
        return st.integers(0, 3).flatmap(lambda number: json_only if number else values)
    wrong_there = json_only.map(lambda value: replaced(usual, place, value))
    return st.one_of(st.just(replaced(usual, place, ABSENT)), wrong_there, wrong_there, wrong_there)


def request_schema(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The schema of a request's body, the credentials' included."""
    schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    auth = document["components"]["schemas"]["Auth"]
    return {**schema, "properties": {**schema["properties"], "auth": auth}}


def _cases(document: Mapping[str, Any], schema: Mapping[str, Any], mode: GenerationMode) -> Bodies:
    """Bodies that a schema allows, or those it forbids."""
    content = {"application/json": {"schema": schema}}
    post = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "whatever"}},
    }
    loaded = schemathesis.openapi.from_dict(
        {"openapi": document["openapi"], "info": dict(document["info"]), "paths": {"/": {"post": post}}},
        config=_config(),
    )
    cases: Bodies = loaded["/"]["POST"].as_strategy(generation_mode=mode).map(lambda case: case.body)
    return cases


def _config() -> SchemathesisConfig:
    """A configuration that no schemathesis.toml nearby has changed."""
    config = SchemathesisConfig()
    # Without a codec half surrogates are left out, too; looking through UTF-8 for them takes five seconds.
    config.projects.default.generation = GenerationConfig(codec=None)
    return config


def explore(bodies: Bodies, *, seed_text: str, test: Callable[[Any], None]) -> None:
    """Give the test the simplest body and another; where it raises :class:`FailingError`, ever smaller ones.

    At the end the smallest of each class of failure is tested once more; :class:`EndOfTestError` ends it at
    once. One seed, one body: given more of them, Hypothesis would make half by changing little in others.
    """

    @seed(int.from_bytes(blake2b(seed_text.encode(), digest_size=8).digest()))
    @settings(
        database=None,
        derandomize=False,
        max_examples=EXAMPLES,
        phases=(Phase.generate, Phase.shrink),
        deadline=None,
        suppress_health_check=tuple(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=True,
        backend="hypothesis",
    )
    @given(bodies)
    def once(body: Any) -> None:
        test(body)

    with suppress(EndOfTestError):
        try:
            once()
        except* FailingError:
            pass  # the test knows what failed
