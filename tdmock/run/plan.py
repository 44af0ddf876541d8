"""Makes a plan from a definition, an address and settings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

from tdmock.contract.compile import Contract, compile_contract
from tdmock.definition.model import Definition
from tdmock.endpoints import INTERACTIONS, KEEPERS, VALIDATION, is_action, kind, named
from tdmock.errors import UsageError
from tdmock.exchange.addresses import is_local, parse
from tdmock.judge.waivers import check_waivers
from tdmock.redaction.mask import Mask, variable, words_of
from tdmock.redaction.secrets import Secret, header_secrets, url_secrets, without_keys
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan
from tdmock.scenario.model import Scenario, builtin_scenarios
from tdmock.transport.headers import check as check_headers

if TYPE_CHECKING:
    from tdmock.scenario.folder import Written


def make_plan(definition: Definition, base: str | None, settings: Settings) -> Plan:
    """The plan of a run; ``base`` replaces scheme and host of the endpoints. Raises :class:`UsageError`."""
    declared = definition.endpoints
    if not declared:
        raise UsageError("the definition declares no endpoint and no action, so there is nothing to check")
    contract = compile_contract(definition, settings.edition)
    if own := _own_scenarios(settings, declared):
        from tdmock.judge.own import with_own_rules

        contract = with_own_rules(contract, own)
    judged: Sequence[str] = chosen(list(declared), settings.only)
    scenarios, rules = _scenarios(settings), None
    own = tuple(written for written in own if named(judged, written.endpoint))
    if settings.only_rules or settings.only_scenarios:
        from tdmock.run.selection import select

        asked = select(settings, contract, judged, scenarios, own)
        judged, scenarios, rules, own = asked.judged, asked.scenarios, asked.rules, asked.own
    kept = _needed(judged, scenarios) | _needed_by_own(own, declared)
    urls = {name: address(url, base) for name, url in declared.items() if name in judged or name in kept}
    closed = (
        {}
        if settings.allow_writes
        else {name: _CLOSED for name, url in urls.items() if is_action(name) and not is_local(url)}
    )
    expectations = {entry.endpoint: entry for entry in settings.expected}
    if missing := expectations.keys() - set(judged):
        raise UsageError(f"{missing.pop()} has records to expect, but it is not checked")
    check_headers(tuple(settings.headers.items()))
    if expectations:
        from tdmock.judge.comparison import with_expectations

        contract = with_expectations(contract, expectations)
    check_waivers(settings.policy.waivers, contract.clauses)
    mask = Mask(words_of((*_titles(contract, scenarios), *(each.scenario.title for each in own))))
    for placeholder, value in _secrets(urls, settings):
        mask.learn(placeholder, value)
    return Plan(
        definition=definition,
        contract=contract,
        scenarios=scenarios,
        urls=urls,
        judged=frozenset(judged),
        rules=rules,
        closed=closed,
        auth=settings.auth,
        expired=settings.expired,
        inputs=settings.inputs,
        expected=expectations,
        headers=tuple(settings.headers.items()),
        mask=mask,
        settings=settings,
        own=own,
    )


def _scenarios(settings: Settings) -> tuple[Scenario, ...]:
    """The scenarios to run; of a run that only fuzzes, those on which that builds."""
    scenarios = builtin_scenarios(settings.edition)
    if settings.fuzzing and settings.fuzzing.alone:
        return tuple(s for s in scenarios if s.baseline or s.keeps is not None)
    return scenarios


def _own_scenarios(settings: Settings, declared: Collection[str]) -> "tuple[Written, ...]":
    """The user's scenarios. Raises :class:`UsageError` where they call what is not declared."""
    for written in settings.scenarios:
        for endpoint in written.endpoints:
            if not named(declared, endpoint):
                known = ", ".join(declared)
                raise UsageError(
                    f"{written.path}: the definition does not declare {endpoint}; it has {known}"
                )
    return () if settings.fuzzing and settings.fuzzing.alone else settings.scenarios


def _needed_by_own(own: "Iterable[Written]", declared: Collection[str]) -> set[str]:
    """The endpoints that the user's scenarios call beside their own, and those that they build on."""
    called = {endpoint for written in own for endpoint in written.endpoints[1:]}
    return called | ({KEEPERS[kept] for written in own for kept in written.scenario.uses} & {*declared})


def _titles(contract: Contract, scenarios: Iterable[Scenario]) -> Iterator[str]:
    """What findings say of requests and answers."""
    yield from (clause.title for clause in contract.clauses.values())
    yield from (kind.title for kind in contract.kinds.values())
    yield from (scenario.title for scenario in scenarios)


def _secrets(urls: Mapping[str, str], settings: Settings) -> Iterator[Secret]:
    """All that the user gave which no report may show."""
    for name, value in settings.auth.items():
        yield f"${variable(name)}", value
    for name, value in settings.expired.items():
        yield f"${variable(name, prefix='EXPIRED')}", value
    for written in settings.scenarios:
        for account, fields in written.accounts.items():
            for name, value in fields.items():
                yield f"${variable(name, prefix=account.upper())}", value
    for url in urls.values():
        yield from url_secrets(url)
    for name, value in settings.headers.items():
        yield from header_secrets(name, value)


def _needed(judged: Iterable[str], scenarios: Iterable[Scenario]) -> set[str]:
    """The endpoints whose answers the scenarios of the judged ones build on; all need credentials."""
    groups = {kind(endpoint).name for endpoint in judged}
    wanted = {kept for s in scenarios if s.endpoint in groups for kept in (*s.uses, *s.after)}
    return {KEEPERS[kept] for kept in {*VALIDATION.keeps, *wanted} - {*INTERACTIONS.keeps}}


_CLOSED = "actions write to somebody's system, and this address is not local: allow it with --allow-writes"


def chosen(declared: list[str], only: Collection[str]) -> list[str]:
    """The endpoints to judge: all, or those named; ``actions`` names every action."""
    judged = []
    for name in only:
        found = named(declared, name)
        if not found:
            raise UsageError(
                f"--only {name}: the definition has no such endpoint; it has {', '.join(declared)}"
            )
        judged += found
    return judged or declared


def address(url: str, base: str | None) -> str:
    """The endpoint's own path under another base: scheme, host, a path before it and a query.

    Keys in the endpoint's own query stay with its own host. Raises :class:`UsageError`.
    """
    try:
        target = urlsplit(url)
        if base is not None:
            root = urlsplit(base if "://" in base else f"http://{base}")
            path = root.path.rstrip("/") + "/" + target.path.lstrip("/")
            own = target.query if _origin(target) == _origin(root) else without_keys(target.query)
            query = "&".join(filter(None, (root.query, own)))
            target = target._replace(scheme=root.scheme, netloc=root.netloc, path=path, query=query)
        parse(urlunsplit(target))
    except ValueError as error:
        what = "URL" if base else "an endpoint of the definition"
        raise UsageError(
            f"{what}: not an address of a bridge, for {error}; write it as http://host:port or https://host"
        ) from None
    return urlunsplit(target)


def _origin(parts: SplitResult) -> tuple[str, str, int] | None:
    try:
        place = parse(urlunsplit(parts))
    except ValueError:
        return None
    return place.scheme, place.host, place.port
