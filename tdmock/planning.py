"""Makes a plan from a definition, an address and settings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from tdmock.addresses import is_local, parse
from tdmock.contract import compile_contract
from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.mask import Mask, variable
from tdmock.scenario import Scenario, builtin_scenarios
from tdmock.settings import Settings
from tdmock.tasks import KEEPERS, Plan
from tdmock.transport.headers import check as check_headers

if TYPE_CHECKING:
    from tdmock.expecting import Expected


def make_plan(
    definition: Definition,
    *,
    base: str | None,
    edition: Edition,
    only: Collection[str],
    auth: Mapping[str, str],
    headers: Mapping[str, str],
    settings: Settings,
    expired: Mapping[str, str] | None = None,
    inputs: Mapping[str, Mapping[str, Any]] | None = None,
    expected: "Sequence[Expected]" = (),
) -> Plan:
    """The plan of a run; ``base`` replaces scheme and host of the endpoints. Raises :class:`UsageError`."""
    declared = definition.endpoints
    if not declared:
        raise UsageError("the definition declares no endpoint and no action, so there is nothing to check")
    judged = chosen(list(declared), only)
    scenarios = builtin_scenarios()
    kept = _needed(judged, scenarios)
    urls = {name: address(url, base) for name, url in declared.items() if name in judged or name in kept}
    closed = (
        {}
        if settings.allow_writes
        else {name: _CLOSED for name, url in urls.items() if _writes(name) and not is_local(url)}
    )
    expectations = {entry.endpoint: entry for entry in expected}
    if missing := expectations.keys() - set(judged):
        raise UsageError(f"{missing.pop()} has records to expect, but it is not checked")
    check_headers(tuple(headers.items()))
    mask = Mask()
    for url in urls.values():
        mask.learn(f"${variable('PASSWORD', prefix='URL')}", parse(url).credentials.partition(":")[2])
    for name, value in auth.items():
        mask.learn(f"${variable(name)}", value)
    for name, value in (expired or {}).items():
        mask.learn(f"${variable(name, prefix='EXPIRED')}", value)
    for name, value in headers.items():
        mask.learn(f"${variable(name, prefix='HEADER')}", value)
    contract = compile_contract(definition, edition)
    if expectations:
        from tdmock.expecting import with_expectations  # noqa: PLC0415 - few runs are told what to expect

        contract = with_expectations(contract, expectations)
    return Plan(
        definition=definition,
        contract=contract,
        scenarios=scenarios,
        urls=urls,
        judged=frozenset(judged),
        closed=closed,
        auth=auth,
        expired=expired or {},
        inputs=inputs or {},
        expected=expectations,
        headers=tuple(headers.items()),
        mask=mask,
        settings=settings,
    )


def _needed(judged: Iterable[str], scenarios: Iterable[Scenario]) -> set[str]:
    """The endpoints whose answers the scenarios of the judged ones build on; all need credentials."""
    groups = {endpoint.partition("/")[0] for endpoint in judged}
    wanted = {kept for s in scenarios if s.endpoint in groups for kept in (*s.uses, *s.after)}
    return {KEEPERS[kept] for kept in {"auth", *wanted} - {"activity"}}


_CLOSED = "actions write to somebody's system, and this address is not local: allow it with --allow-writes"


def chosen(declared: list[str], only: Collection[str]) -> list[str]:
    """The endpoints to judge: all, or those named; ``actions`` names every action."""
    judged = []
    for name in only:
        found = [endpoint for endpoint in declared if name in {endpoint, endpoint.partition("/")[0]}]
        if not found:
            raise UsageError(
                f"--only {name}: the definition has no such endpoint; it has {', '.join(declared)}"
            )
        judged += found
    return judged or declared


def address(url: str, base: str | None) -> str:
    """The endpoint's own path under another base: scheme, host and a path before it.

    Raises :class:`UsageError` where there is no http address.
    """
    try:
        target = urlsplit(url)
        if base is not None:
            root = urlsplit(base if "://" in base else f"http://{base}")
            path = root.path.rstrip("/") + "/" + target.path.lstrip("/")
            target = target._replace(scheme=root.scheme, netloc=root.netloc, path=path)
        parse(urlunsplit(target))
    except ValueError as error:
        raise UsageError(
            f"{base or url}: not an address of a bridge, for {error}; write it as http://host:port or https://host"
        ) from None
    return urlunsplit(target)


def _writes(endpoint: str) -> bool:
    return endpoint.startswith("actions/")
