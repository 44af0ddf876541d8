"""What all accounts of a process share: the plan, the judges, the way to the bridge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tdmock.definition.model import Definition
from tdmock.documents.load import builtin, load_with_positions
from tdmock.errors import UsageError
from tdmock.exchange.addresses import is_local
from tdmock.judge.exchanges import Judge, judges
from tdmock.load.settings import Load
from tdmock.redaction.mask import variable
from tdmock.run.plan import make_plan
from tdmock.run.settings import Settings
from tdmock.run.tasks import Plan
from tdmock.scenario.model import Scenario
from tdmock.transport import HttpTransport, Transport


@dataclass(frozen=True, kw_only=True)
class Site:
    """A bridge, and what it takes to ask it as an account and to judge what it answers."""

    load: Load
    plan: Plan
    accounts: tuple[Mapping[str, str], ...]
    judges: Mapping[str, Judge]
    transport: Transport

    def scenario(self, name: str) -> Scenario:
        """The built-in scenario of that id."""
        return next(scenario for scenario in self.plan.scenarios if scenario.id == name)


def definition_of(path: str | None) -> Definition:
    """The definition in a file, or the built-in one. Raises :class:`DefinitionError`."""
    return load_with_positions(Path(path)).definition if path else builtin()


def plan_load(load: Load) -> tuple[Plan, tuple[Mapping[str, str], ...]]:
    """The plan of a load, and the credentials of its accounts.

    Raises :class:`UsageError` where something is missing or wrong, or the address is not local and nobody
    allowed that.
    """
    definition = definition_of(load.definition)
    accounts = tuple(_complete(definition, given) for given in load.credentials or ({},))
    settings = Settings(
        edition=load.edition,
        auth=accounts[0],
        headers=load.headers,
        inputs=load.inputs,
        seed=load.seed,
        max_pages=load.max_pages,
        allow_writes=load.allow_writes,
        now=datetime.now(UTC),
    )
    plan = make_plan(definition, load.url, settings)
    distant = [name for name, url in plan.urls.items() if not is_local(url)]
    if distant and not load.allow_load:
        raise UsageError(
            f"{distant[0]} is at an address that is not local, and a load may bring it down: "
            "allow it with --allow-load where the bridge is yours and its people know"
        )
    for account in accounts:
        for name, value in account.items():
            plan.mask.learn(f"${variable(name)}", value)
    return plan, accounts


def _complete(definition: Definition, given: Mapping[str, str]) -> Mapping[str, str]:
    """An account's credentials, with what Talkdesk presets. Raises :class:`UsageError` if one is missing."""
    presets = {
        f.field_name: f.preset for f in definition.authentication_configuration if f.preset is not None
    }
    complete = {**presets, **given}
    wanted = [field.field_name for field in definition.user_fields if field.mandatory]
    if missing := [name for name in wanted if not complete.get(name)]:
        raise UsageError(
            f"an account has no credentials for {', '.join(missing)}, which the definition wants"
        )
    return complete


def make_site(load: Load, transport: Transport | None = None) -> Site:
    """What the accounts of a load share. Raises :class:`UsageError`."""
    plan, accounts = plan_load(load)
    return Site(
        load=load,
        plan=plan,
        accounts=accounts,
        judges=judges(plan.contract, plan.urls, plan.definition, slow=load.slow),
        transport=transport
        or HttpTransport(
            ca_bundle=Path(load.ca_bundle) if load.ca_bundle else None,
            insecure=load.insecure,
            max_body=load.max_body,
        ),
    )
