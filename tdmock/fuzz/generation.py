"""Schemathesis and Hypothesis at work: strategies for the requests of one endpoint, and their exploration."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings, strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.formats import unregister_string_format

from tdmock.clauses import json_type
from tdmock.fuzz.choices import Choice
from tdmock.fuzz.shapes import CREDENTIAL, narrowed

Bodies = SearchStrategy[Any]
"""Cases of Schemathesis, whose ``body`` is JSON, or bytes that are none."""


class FailingError(Exception):
    """A request that fails; Hypothesis shrinks each class of failures by itself."""


@contextmanager
def scratch() -> Iterator[None]:
    """Hypothesis keeps what it always keeps in a folder that goes away, not in the one the user works in."""
    before = configuration.storage_directory(intent_to_write=False).home_directory
    with tempfile.TemporaryDirectory(prefix="tdmock-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


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
        yield _cases(document, path, parts, GenerationMode.POSITIVE)
    finally:
        for name in names.values():
            unregister_string_format(name)


def wrong(document: Mapping[str, Any], path: str, constants: Mapping[str, Any]) -> Bodies:
    """Requests that Talkdesk never sends: wrong types, missing members, no JSON; the rest as it should be."""
    parts = {at: {"type": json_type(value), "const": value} for at, value in constants.items()}
    cases = _cases(document, path, parts, GenerationMode.NEGATIVE)
    # Every other body would be no JSON at all, which teaches little after the first ones.
    json_only = cases.filter(lambda case: not isinstance(case.body, bytes))
    return st.integers(0, 9).flatmap(lambda number: cases if number == 0 else json_only)


def _cases(
    document: Mapping[str, Any], path: str, parts: Mapping[str, Mapping[str, Any]], mode: GenerationMode
) -> Bodies:
    post = document["paths"][path]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    auth = document["components"]["schemas"]["Auth"]
    schema = {**schema, "properties": {**schema["properties"], "auth": auth}}
    loaded = schemathesis.openapi.from_dict(
        {
            "openapi": document["openapi"],
            "info": dict(document["info"]),
            "paths": {
                path: {
                    "post": {
                        "requestBody": {
                            "required": True,
                            "content": {"application/json": {"schema": narrowed(schema, parts)}},
                        },
                        "responses": {"200": {"description": "whatever"}},
                    }
                }
            },
        },
        config=_config(),
    )
    cases: Bodies = loaded[path]["POST"].as_strategy(generation_mode=mode)
    return cases


def _config() -> SchemathesisConfig:
    """A configuration that no schemathesis.toml nearby has changed."""
    config = SchemathesisConfig()
    # Without a codec half surrogates are left out, too; looking through UTF-8 for them takes five seconds.
    config.projects.default.generation = GenerationConfig(codec=None)
    return config


def explore(cases: Bodies, *, seed_text: str, test: Callable[[Any], None]) -> None:
    """Give the test the simplest body and another; where it raises :class:`FailingError`, ever smaller ones.

    At the end the smallest of each class of failure is tested once more. One seed, one body: given more of
    them, Hypothesis would make half by changing little in others.
    """

    @seed(int.from_bytes(blake2b(seed_text.encode(), digest_size=8).digest()))
    @settings(
        database=None,
        derandomize=False,
        max_examples=2,
        phases=(Phase.generate, Phase.shrink),
        deadline=None,
        suppress_health_check=tuple(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=True,
        backend="hypothesis",
    )
    @given(cases)
    def once(case: Any) -> None:
        test(case.body)

    try:
        once()
    except* FailingError:
        pass  # the test knows what failed
