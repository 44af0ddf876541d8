"""Waits until a bridge answers, before anything is judged: in CI it may still be starting."""

from collections.abc import Iterable

from tdmock.exchange import Exchange, Failure, Request
from tdmock.exchange.addresses import parse
from tdmock.run.pace import Clock
from tdmock.transport import Transport

PAUSE = 0.2  # seconds between two attempts
LONGEST_ATTEMPT = 5.0  # seconds

_NOT_YET = {Failure.REFUSED, Failure.UNREACHABLE, Failure.DROPPED, Failure.TIMEOUT}
_STARTING = {502, 503, 504}  # what proxies answer for what is behind them


def wait_until_up(urls: Iterable[str], transport: Transport, clock: Clock, seconds: float) -> str:
    """Wait until each host of the addresses answers anything. Returns what kept one from it, or nothing.

    What is sent carries no credential, and goes to the root of each host.
    """
    ends_at = clock.now() + seconds
    for root in dict.fromkeys(map(_root, urls)):
        while reason := _absence(root, transport, min(LONGEST_ATTEMPT, max(PAUSE, ends_at - clock.now()))):
            if clock.now() + PAUSE >= ends_at:
                return reason
            clock.wait(PAUSE)
    return ""


def _root(url: str) -> str:
    address = parse(url)
    return f"{address.scheme}://{address.authority}/"


def _absence(root: str, transport: Transport, timeout: float) -> str:
    """Why nobody seems to be there yet, or nothing."""
    request = Request(endpoint="", url=root, method="GET", headers=(("Accept", "*/*"),))
    exchange: Exchange = transport.send(request, timeout=timeout)
    if exchange.failure in _NOT_YET:
        return exchange.detail
    if exchange.response and exchange.response.status in _STARTING:
        return f"{root} answers with {exchange.response.status}"
    return ""
