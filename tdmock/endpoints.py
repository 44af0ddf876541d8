"""The endpoints of a bridge as one table: what each is called, and what there is of it in other places."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A kind of endpoint.

    ``name`` is what reports call it, and the folder of its scenarios; ``path`` is its key in the contract;
    ``field`` that of the definition which holds its address. ``rules`` begins the ids of its rules.
    ``records`` is the member of an answer that holds a page of records, if it has any. ``keeps`` names what
    Talkdesk keeps of its answers. ``sent_back`` are the members of an answer that further requests hold, ""
    for each of them, and ``fits`` how many characters of one fit there.
    """

    name: str
    path: str
    field: str
    rules: str
    records: str = ""
    keeps: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    fits: int = 0


VALIDATION = Endpoint(
    name="auth_validation",
    path="/auth_validation",
    field="auth_validation_endpoint",
    rules="auth",
    keeps=("auth",),
    sent_back=("",),
    fits=2**16,
)
CONTACTS = Endpoint(
    name="contact_sync",
    path="/contact_sync",
    field="contact_synchronization_endpoint",
    rules="contacts",
    records="contacts",
    keeps=("contacts", "missing", "newcomers"),
    sent_back=("next_offset", "context", "synchronization_checkpoint"),
    fits=2**20,
)
AGENTS = Endpoint(
    name="agent_sync",
    path="/agent_sync",
    field="agent_synchronization_endpoint",
    rules="agents",
    records="agents",
    keeps=("agents",),
    sent_back=("next_offset",),
    fits=2**20,
)
INTERACTIONS = Endpoint(
    name="interaction_update",
    path="/interaction_update",
    field="interaction_retrieval_endpoint",
    rules="interactions",
    keeps=("activity",),
)
ACTIONS = Endpoint(name="actions", path="/actions/{action}", field="actions", rules="actions")

SINGLE = (VALIDATION, CONTACTS, AGENTS, INTERACTIONS)
"""Those that an integration has once, in the contract's order."""

ENDPOINTS = {endpoint.name: endpoint for endpoint in (*SINGLE, ACTIONS)}
KEEPERS = {kept: endpoint.name for endpoint in SINGLE for kept in endpoint.keeps}
"""The endpoint whose answers hand over what Talkdesk keeps."""


def kind(endpoint: str) -> Endpoint:
    """What an endpoint of an integration is: ``contact_sync``, or ``actions/create_ticket``."""
    return ENDPOINTS[endpoint.partition("/")[0]]


def is_action(endpoint: str) -> bool:
    return endpoint.startswith(f"{ACTIONS.name}/")


def of_action(name: str) -> str:
    """The endpoint of an action."""
    return f"{ACTIONS.name}/{name}"


def action_name(endpoint: str) -> str:
    return endpoint.removeprefix(f"{ACTIONS.name}/")


def with_prefix(rule: str) -> Endpoint | None:
    """The endpoint that a rule is about; None for one about every endpoint."""
    prefix = rule.partition(".")[0]
    return next((endpoint for endpoint in ENDPOINTS.values() if endpoint.rules == prefix), None)


def named(declared: Collection[str], name: str) -> list[str]:
    """The declared endpoints that a name means: one, or every action."""
    return [endpoint for endpoint in declared if name in {endpoint, kind(endpoint).name}]
