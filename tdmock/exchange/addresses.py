"""Addresses: what a URL names, and whether that is the developer's own machine or network."""

import base64
import ipaddress
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOCAL_NAMES = ("localhost", "host.docker.internal")
_LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "::1/128"),  # loopback
        *("0.0.0.0/32", "::/128"),  # what a server that listens everywhere shows
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),  # private
        *("169.254.0.0/16", "fe80::/10"),  # link-local
    )
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
# What RFC 3986 lets stand in a path or query, and % of what is encoded already.
_KEPT = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A parsed http or https URL, each part as it goes over the wire."""

    scheme: str
    host: str  # ASCII; an IPv6 address without brackets
    port: int
    target: str  # path and query, percent-encoded
    credentials: str = field(repr=False)  # "user:password" of the URL, or ""

    @property
    def place(self) -> str:
        """Host and port, for people: never holds credentials."""
        return f"{self._bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """The value of a Host header."""
        return self._bracketed if self.port == _DEFAULT_PORTS[self.scheme] else self.place

    @property
    def basic(self) -> str:
        """The credentials as an Authorization header carries them (RFC 7617)."""
        return base64.b64encode(self.credentials.encode()).decode()

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


@lru_cache(maxsize=256)
def parse(url: str) -> Address:
    """Take a URL apart. Raises ValueError, with words for people, when it is not one that can be called."""
    try:
        parts = urlsplit(url)
    except ValueError:  # whose text may quote credentials
        raise ValueError("the URL is malformed") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("the URL begins with neither http:// nor https://")
    if not parts.hostname:
        raise ValueError("the URL names no host")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port of the URL is not a number from 0 to 65535") from None
    target = quote(parts.path or "/", safe=_KEPT) + (
        f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else ""
    )
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return Address(
        scheme=parts.scheme,
        host=_encode_host(parts.hostname),
        port=_DEFAULT_PORTS[parts.scheme] if port is None else port,
        target=target,
        credentials=f"{unquote(user)}:{unquote(password)}" if user or password else "",
    )


def is_local(url: str) -> bool:
    """Whether a URL leads to this machine or a private network; names are not looked up."""
    try:
        host = parse(url).host.rstrip(".").lower()
    except ValueError:
        return False
    return host in _LOCAL_NAMES or host.endswith(".localhost") or is_private(host)


def is_private(host: str) -> bool:
    """Whether a host is an address, no name, of this machine or of a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in _LOCAL_NETWORKS)


def _encode_host(host: str) -> str:
    if ":" in host:
        return str(ipaddress.ip_address(host))
    try:
        encoded = host.encode("idna").decode()
    except UnicodeError:
        encoded = ""
    labels = encoded.removesuffix(".").split(".")
    if not _NAME.fullmatch(encoded) or not all(0 < len(label) < 64 for label in labels):
        raise ValueError("the host of the URL is not a name or an address")
    return encoded
