"""Rules of the integration's details and its endpoints."""

import re
from collections import Counter
from collections.abc import Iterator

from tdmock.definition.model import Definition
from tdmock.definition.rules.registry import absolute, missing, repeated, rule, url_fields
from tdmock.exchange.addresses import is_private
from tdmock.findings import Breach

# Names that only a machine or network of one's own has; a name without a dot is one as well.
_PRIVATE_NAME = re.compile(r"(^|\.)(localhost|local|localdomain|lan|home|internal|intranet|corp|test)\.?$")

# Control characters, and marks that force a direction of writing. Arabic or Hebrew names may need others.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@rule("definition.display-name-is-given")
def display_name_is_given(definition: Definition) -> Iterator[Breach]:
    yield from missing(definition, ["display_name"])


@rule("definition.details-are-given")
def details_are_given(definition: Definition) -> Iterator[Breach]:
    yield from missing(definition, ["description", "logo_url", "icon_url"])


@rule("definition.names-can-be-seen")
def names_can_be_seen(definition: Definition) -> Iterator[Breach]:
    for path, name in _names(definition):
        if _UNSEEN.search(name):
            yield Breach(at=path, expected="only characters that can be seen", actual=name)


@rule("definition.images-are-urls")
def images_are_urls(definition: Definition) -> Iterator[Breach]:
    for name in ("logo_url", "icon_url"):
        url = getattr(definition, name)
        if url and not absolute(url):
            yield Breach(at=name, expected="an address such as https://example.org/image.png", actual=url)


@rule("definition.endpoints-are-urls")
def endpoints_are_urls(definition: Definition) -> Iterator[Breach]:
    for path, url in url_fields(definition):
        if not absolute(url):
            yield Breach(at=path, expected="an address such as https://bridge.example.org/path", actual=url)


@rule("definition.endpoints-use-https")
def endpoints_use_https(definition: Definition) -> Iterator[Breach]:
    for path, url in url_fields(definition):
        parts = absolute(url)
        if parts and parts.scheme == "http" and not is_internal(parts.hostname or ""):
            yield Breach(at=path, expected="an address that begins with https://", actual=url)


@rule("definition.endpoints-are-distinct")
def endpoints_are_distinct(definition: Definition) -> Iterator[Breach]:
    yield from repeated(url_fields(definition))


@rule("definition.endpoints-share-a-host")
def endpoints_share_a_host(definition: Definition) -> Iterator[Breach]:
    hosts = {path: parts.hostname or "" for path, url in url_fields(definition) if (parts := absolute(url))}
    if len(set(hosts.values())) > 1:
        ((usual, _),) = Counter(hosts.values()).most_common(1)
        for path, host in hosts.items():
            if host != usual:
                yield Breach(at=path, expected=f"the host {usual}, as elsewhere", actual=host)


@rule("definition.something-is-offered")
def something_is_offered(definition: Definition) -> Iterator[Breach]:
    if not definition.endpoints:
        yield Breach(expected="an endpoint or an action", actual="none")


@rule("definition.interaction-types-are-declared")
def interaction_types_are_declared(definition: Definition) -> Iterator[Breach]:
    if definition.interaction_retrieval_endpoint and not definition.interaction_types:
        yield Breach(at="interaction_types", expected="types such as ticket,case", actual="missing")


@rule("definition.interaction-types-are-used")
def interaction_types_are_used(definition: Definition) -> Iterator[Breach]:
    if definition.interaction_types and not definition.interaction_retrieval_endpoint:
        expected, actual = "an interaction_retrieval_endpoint", "declared without an endpoint"
        yield Breach(at="interaction_types", expected=expected, actual=actual)


@rule("definition.interaction-types-are-unique")
def interaction_types_are_unique(definition: Definition) -> Iterator[Breach]:
    yield from repeated(
        (f"interaction_types[{i}]", name) for i, name in enumerate(definition.interaction_types)
    )


def _names(definition: Definition) -> Iterator[tuple[str, str]]:
    """Every name and key that was given, with its path."""
    fields = enumerate(definition.authentication_configuration)
    named = [
        ("", definition),
        *((f"authentication_configuration[{number}].", field) for number, field in fields),
        *((f"actions[{number}].", action) for number, action in enumerate(definition.actions)),
        *(
            (f"actions[{i}].inputs[{j}].", entry)
            for i, action in enumerate(definition.actions)
            for j, entry in enumerate(action.inputs)
        ),
    ]
    for path, model in named:
        for name in ("name", "display_name", "field_name", "display", "key"):
            yield f"{path}{name}", getattr(model, name, None) or ""
    for i, name in enumerate(definition.interaction_types):
        yield f"interaction_types[{i}]", name


def is_internal(host: str) -> bool:
    """Whether a host is this machine, or on a network of one's own, as far as its address or name tells."""
    is_name = "." not in host and ":" not in host
    return is_name or is_private(host) or _PRIVATE_NAME.search(host.lower()) is not None
