"""Rules of the integration's details and its endpoints."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from tdmock.definition.model import Definition
from tdmock.definition.rules.registry import absolute, missing, repeated, rule, url_fields
from tdmock.findings import Breach

# Names that only a machine or network of one's own has; a name without a dot is one as well.
_PRIVATE_NAME = re.compile(r"(^|\.)(localhost|local|localdomain|lan|home|internal|intranet|corp|test)\.?$")


@rule("definition.display-name-is-given")
def display_name_is_given(definition: Definition) -> Iterator[Breach]:
    yield from missing(definition, ["display_name"])


@rule("definition.details-are-given")
def details_are_given(definition: Definition) -> Iterator[Breach]:
    yield from missing(definition, ["description", "logo_url", "icon_url", "authentication_type"])


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
        if parts and parts.scheme == "http" and not is_private(parts.hostname or ""):
            yield Breach(at=path, expected="an address that begins with https://", actual=url)


@rule("definition.endpoints-are-distinct")
def endpoints_are_distinct(definition: Definition) -> Iterator[Breach]:
    yield from repeated(url_fields(definition))


@rule("definition.endpoints-share-a-host")
def endpoints_share_a_host(definition: Definition) -> Iterator[Breach]:
    hosts = {path: parts.hostname or "" for path, url in url_fields(definition) if (parts := absolute(url))}
    if len(set(hosts.values())) > 1:
        usual = max(hosts.values(), key=list(hosts.values()).count)
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
        yield Breach(at="interaction_types", expected="an interaction_retrieval_endpoint", actual="missing")


@rule("definition.interaction-types-are-unique")
def interaction_types_are_unique(definition: Definition) -> Iterator[Breach]:
    yield from repeated(
        (f"interaction_types[{i}]", name) for i, name in enumerate(definition.interaction_types)
    )


def is_private(host: str) -> bool:
    """Whether a host is this machine, or on a network of one's own."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or _PRIVATE_NAME.search(host.lower()) is not None
    return address.is_private or address.is_loopback or address.is_link_local
