"""The values that scenarios name, made from what Talkdesk knows."""

import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tdmock.definition.model import AuthField, Definition
from tdmock.documents.load import builtin
from tdmock.redaction.mask import Mask
from tdmock.scenario.context import Context, Unavailable
from tdmock.scenario.model import Scenario, builtin_scenarios
from tdmock.scenario.values import expand, fill
from tdmock.scenario.wrong_credentials import same_shape
from tdmock.talkdesk.state import Memory, Walk

AUTH = {"account": "acme", "token": "t0ken-5F3a"}
PEOPLE: list[dict[str, Any]] = [
    {"id": "1", "name": "Ann Lee", "emails": ["ann@example.com"], "phones": []},
    {"id": 2, "name": "Bob Ray", "emails": ["x", None], "phones": ["+12025550144"], "company": None},
]


def context(
    *,
    auth: Mapping[str, Any] = AUTH,
    contacts: list[dict[str, Any]] | None = None,
    agents: list[dict[str, Any]] | None = None,
    definition: Definition | None = None,
    checkpoint: str | None = None,
    expired: Mapping[str, str] | None = None,
    mask: Mask | None = None,
    seed: int = 0,
    endpoint: str = "actions/create_ticket",
    returned: Mapping[str, Any] | None = None,
) -> Context:
    chosen = definition or builtin()
    return Context(
        definition=chosen,
        endpoint=endpoint,
        action=chosen.actions[0] if chosen.actions else None,
        memory=Memory(
            auth=auth,
            returned=returned or {},
            contacts=Walk(sample=contacts, checkpoint=checkpoint) if contacts is not None else None,
            agents=Walk(sample=agents) if agents is not None else None,
        ),
        mask=mask or Mask(),
        seed=seed,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        max_calls=20,
        expired=expired or {},
    )


def value(name: str, known: Context) -> Any:
    return fill(f"${name}", {}, known)


def listed(name: str, known: Context) -> list[tuple[str, Any]]:
    return [(label, bound["x"]) for label, bound in expand({"x": name}, known)]


def names(name: str, known: Context) -> list[str]:
    """The credentials that the items of a list are about, from their labels."""
    return [label.partition(" ")[0] for label, _ in listed(name, known)]


# --- credentials -------------------------------------------------------------------------------------------


def kinds(text: str) -> list[str]:
    alphabets = {"lower": string.ascii_lowercase, "upper": string.ascii_uppercase, "digit": string.digits}
    return [next((kind for kind, letters in alphabets.items() if c in letters), c) for c in text]


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_wrong_value_has_the_same_shape_and_is_another(valid: str, seed: str) -> None:
    wrong = same_shape(valid, seed)
    assert wrong != valid
    if any(kind in {"lower", "upper", "digit"} for kind in kinds(valid)):
        assert kinds(wrong) == kinds(valid)
    assert same_shape(valid, seed) == wrong


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-z0-9]{1,40}", fullmatch=True))
def test_no_character_of_a_credential_stays_in_a_wrong_one(valid: str) -> None:
    assert all(a != b for a, b in zip(valid, same_shape(valid, "0"), strict=True))


FIELDS = st.fixed_dictionaries({"account": st.text(min_size=1), "token": st.text(min_size=1)})


@settings(deadline=None)
@given(FIELDS, st.integers())
def test_all_wrong_credentials_are_wrong_in_every_field(auth: dict[str, str], seed: int) -> None:
    wrong = value("auth.wrong", context(auth=auth, seed=seed))
    assert wrong.keys() == auth.keys()
    assert all(wrong[name] != auth[name] for name in auth)


def test_numbers_are_made_wrong_too_and_booleans_stay() -> None:
    wrong = value("auth.wrong", context(auth={"n": 1234, "b": True}))
    assert wrong["b"] is True
    assert isinstance(wrong["n"], int)
    assert wrong["n"] != 1234


def test_the_endpoints_are_tried_with_what_opens_them() -> None:
    assert names("auth.one_ending", context()) == ["account", "token"]
    exchanged = context(auth={**AUTH, "token": "session"}, returned={"token": "session"})
    assert names("auth.one_ending", exchanged) == ["token"]
    added = context(auth={**AUTH, "session": "abc"}, returned={"session": "abc"})
    with pytest.raises(Unavailable, match="may stand for"):
        listed("auth.one_ending", added)


def test_only_secrets_are_tried_in_the_other_case() -> None:
    assert names("auth.other_case", context()) == ["token"]


def test_a_wrong_secret_leaves_the_rest_right() -> None:
    wrong = value("auth.secret_wrong", context())
    assert wrong["account"] == AUTH["account"]
    assert wrong["token"] != AUTH["token"]


def test_fields_that_only_the_validator_added_are_not_tried_alone() -> None:
    made = listed("auth.one_wrong", context(auth={**AUTH, "session": "abc"}))
    assert not any("session" in label for label, _ in made)


def test_mandatory_fields_are_left_out_and_emptied_in_turn() -> None:
    assert listed("auth.one_missing", context()) == [
        ("account left out", {"token": AUTH["token"]}),
        ("token left out", {"account": AUTH["account"]}),
    ]
    assert [auth["account"] for _, auth in listed("auth.one_empty", context())] == ["", "acme"]


def test_what_is_not_stored_reaches_the_validator_only() -> None:
    code = AuthField(field_name="code", store=False)
    definition = builtin().model_copy(
        update={"authentication_configuration": (*builtin().authentication_configuration, code)}
    )
    auth = {**AUTH, "code": "4711"}
    sent = {
        endpoint: value("auth", context(auth=auth, definition=definition, endpoint=endpoint))
        for endpoint in definition.endpoints
    }
    assert sent.pop("auth_validation") == auth
    assert all(credentials == AUTH for credentials in sent.values())
    later = context(auth=auth, definition=definition, endpoint="contact_sync")
    assert "code" not in value("auth.wrong", later)


OPTIONAL = builtin().model_copy(
    update={
        "authentication_configuration": (
            AuthField(field_name="account"),
            AuthField(field_name="token", mandatory=False),
        )
    }
)


def test_optional_credentials_are_left_out_in_turn() -> None:
    known = context(definition=OPTIONAL)
    assert listed("auth.one_optional_missing", known) == [("token left out", {"account": AUTH["account"]})]
    with pytest.raises(Unavailable, match="no credential that was given is optional"):
        listed("auth.one_optional_missing", context())


def test_the_validator_is_not_asked_again_where_that_could_end_what_it_handed_out() -> None:
    known = context(definition=OPTIONAL, endpoint="auth_validation")
    assert listed("auth.one_optional_missing", known)
    renewed = replace(known, memory=replace(known.memory, returned={"token": "new"}))
    with pytest.raises(Unavailable, match="handed out"):
        listed("auth.one_optional_missing", renewed)


def test_an_expired_token_replaces_the_fresh_one() -> None:
    assert value("auth.expired", context(expired={"token": "old"})) == {**AUTH, "token": "old"}


# --- contacts and agents -----------------------------------------------------------------------------------


def test_contacts_are_text_whatever_the_bridge_sent() -> None:
    (_, ann), (label, bob) = listed("contacts.sample", context(contacts=PEOPLE))
    assert ann["id"] == "1"
    assert bob == {"id": "2", "name": "Bob Ray", "emails": ["x"], "phones": ["+12025550144"]}
    assert label == "contact 2"


def test_contacts_are_chosen_by_what_they_have() -> None:
    known = context(contacts=PEOPLE)
    assert [contact["id"] for _, contact in listed("contacts.with_phone", known)] == ["2"]
    assert [contact["id"] for _, contact in listed("contacts.with_email", known)] == ["1", "2"]


def test_members_that_a_contact_lacks_are_empty() -> None:
    filled = fill({"a": "$c.emails", "b": "$c.title"}, {"c": {"id": "1"}}, context())
    assert filled == {"a": [], "b": ""}


def test_ids_are_those_of_synchronized_records() -> None:
    known = context(contacts=PEOPLE, agents=[{"id": 341231, "name": "x"}])
    assert value("ids.all", known) == {"contact_external_id": "1", "agent_external_id": "341231"}
    assert listed("ids.partial", known) == [
        ("without contact_external_id", {"agent_external_id": "341231"}),
        ("without agent_external_id", {"contact_external_id": "1"}),
        ("without contact_external_id and agent_external_id", {}),
    ]
    assert value("ids.all", context()) == {}


def test_nobody_is_a_contact_that_no_bridge_knows() -> None:
    (_, with_id), (_, without), (_, name_only) = listed("contacts.unknown", context())
    assert with_id["contact_external_id"].startswith("tdmock-unknown-")
    assert "contact_external_id" not in without
    assert name_only["contact_emails"] == name_only["contact_phones"] == []


def test_templates_of_actions_are_filled_from_a_synchronized_contact() -> None:
    assert value("inputs.all", context(contacts=PEOPLE))["firstName"] == "Ann"


def test_optional_members_are_left_out_where_their_value_is_unknown() -> None:
    template = {"a": 1, "b?": "$contacts.checkpoint", "c": [{"d?": "$auth"}]}
    assert fill(template, {}, context()) == {"a": 1, "c": [{"d": AUTH}]}


def test_lists_are_combined() -> None:
    known = context(contacts=PEOPLE)
    made = list(expand({"contact": "contacts.few", "types": "interaction_types.single"}, known))
    assert [label for label, _ in made] == [
        "contact 1, ticket", "contact 1, case", "contact 2, ticket", "contact 2, case",
    ]  # fmt: skip


def test_who_has_the_most_varied_interactions_comes_first_and_who_has_the_least_last() -> None:
    known = context(contacts=[{"id": str(number), "name": "Ann Lee"} for number in range(6)])
    ranked = replace(known, memory=replace(known.memory, activity=("4", "2")))
    assert [label for label, _ in listed("contacts.active", ranked)] == [
        "contact 4", "contact 2", "contact 0", "contact 5",
    ]  # fmt: skip


# --- why there is none -------------------------------------------------------------------------------------

NOTHING = Definition(name="x", contact_synchronization_endpoint="https://example.org/c")


@pytest.mark.parametrize(
    ("name", "known", "why"),
    [
        ("auth.wrong", context(auth={}), "no credentials that could be wrong"),
        ("auth.expired", context(), "--expired-auth"),
        ("contacts.checkpoint", context(), "no synchronization_checkpoint was received"),
        ("contacts.checkpoint", context(contacts=PEOPLE), "no synchronization_checkpoint was received"),
        ("contacts.second_offset", context(contacts=PEOPLE), "all contacts came on one page"),
        ("agents.second_offset", context(), "all agents came on one page"),
        ("inputs.all", context(definition=NOTHING), "no action"),
    ],
)
def test_a_value_that_is_not_there_says_why(name: str, known: Context, why: str) -> None:
    with pytest.raises(Unavailable, match=why):
        value(name, known)


@pytest.mark.parametrize(
    ("name", "known", "why"),
    [
        ("auth.one_wrong", context(auth={}), "no credentials that could be wrong"),
        ("auth.one_missing", context(auth={}), "no credential is mandatory"),
        ("contacts.sample", context(), "no contacts were synchronized"),
        ("contacts.sample", context(contacts=[]), "no contacts were synchronized"),
        ("contacts.few", context(), "no contacts were synchronized"),
        ("contacts.active", context(), "no contacts were synchronized"),
        ("contacts.with_phone", context(contacts=PEOPLE[:1]), "has a phone"),
        ("interaction_types.single", context(definition=NOTHING), "no interaction types"),
        ("ids.partial", context(), "no contacts and agents were synchronized"),
    ],
)
def test_a_list_that_is_empty_says_why(name: str, known: Context, why: str) -> None:
    with pytest.raises(Unavailable, match=why):
        listed(name, known)


AGENTS = [{"id": "a", "name": "A", "email": "a@example.com"}]


@pytest.mark.parametrize("scenario", builtin_scenarios(), ids=lambda scenario: scenario.id)
@pytest.mark.parametrize(
    "known",
    [context(), context(contacts=PEOPLE, agents=AGENTS, checkpoint="c", expired={"token": "x"})],
    ids=["knowing nothing", "knowing much"],
)
def test_a_scenario_can_be_filled_or_says_why_not(scenario: Scenario, known: Context) -> None:
    """None asks for a name that nobody has: that would be a KeyError."""
    try:
        made = [fill(scenario.body, bound, known) for _, bound in expand(scenario.each, known)]
    except Unavailable as reason:
        made = [str(reason)]
    assert made
    assert all(body or scenario.raw is not None for body in made)
