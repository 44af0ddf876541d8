"""Which scenarios a rule needs, and what those build on."""

import pytest

from tdmock.contract.compile import compile_contract
from tdmock.definition.model import Definition
from tdmock.editions import Edition
from tdmock.errors import UsageError
from tdmock.run.selection import Selection, select, with_needed
from tdmock.run.settings import Settings
from tdmock.scenario.model import builtin_scenarios

SCENARIOS = builtin_scenarios(Edition.CURRENT)


def selected(mycrm: Definition, *rules: str, scenarios: tuple[str, ...] = ()) -> Selection:
    settings = Settings(only_rules=rules, only_scenarios=scenarios)
    return select(settings, compile_contract(mycrm, Edition.CURRENT), tuple(mycrm.endpoints), SCENARIOS)


def ids(selection: Selection) -> set[str]:
    return {scenario.id for scenario in selection.scenarios}


def test_a_rule_about_some_kinds_of_request_needs_no_others(mycrm: Definition) -> None:
    found = selected(mycrm, "auth.malformed-body-is-refused")
    assert found.judged == ("auth_validation",)
    assert {"auth_validation/malformed-body", "auth_validation/every-field-wrong"} <= ids(found)
    assert not {"auth_validation/get", "auth_validation/odd-credentials"} & ids(found)


def test_a_rule_about_walks_needs_the_walks_and_what_they_build_on(mycrm: Definition) -> None:
    found = ids(selected(mycrm, "contacts.ids-survive"))
    assert {"contact_sync/again", "contact_sync/initial"} <= found
    assert "contact_sync/malformed-body" not in found


def test_a_rule_of_the_schema_may_be_shown_by_any_request(mycrm: Definition) -> None:
    found = ids(selected(mycrm, "contacts.id-is-string"))
    assert {s.id for s in SCENARIOS if s.endpoint == "contact_sync"} <= found


def test_a_prefix_names_all_that_begin_so(mycrm: Definition) -> None:
    found = selected(mycrm, "agents.", "contacts.id")
    assert found.judged == ("contact_sync", "agent_sync")
    assert found.rules is not None
    assert {"agents.id-is-string", "contacts.ids-are-unique"} < found.rules
    assert "contacts.name-is-string" not in found.rules


def test_wrong_credentials_bring_what_guards_against_locking_the_account() -> None:
    found = {scenario.id for scenario in with_needed({"agent_sync/bad-credentials"}, SCENARIOS)}
    assert {"agent_sync/wrong-secret", "agent_sync/valid-again", "auth_validation/valid"} < found
    assert "contact_sync/again" not in found


def test_what_later_requests_ask_about_is_asked_first() -> None:
    found = {scenario.id for scenario in with_needed({"interaction_update/by-email"}, SCENARIOS)}
    assert "contact_sync/initial" in found


@pytest.mark.parametrize(
    ("rules", "scenarios", "said"),
    [
        (["contact.id-is-string"], [], "--rule contact.id-is-string: no id begins like that; did you mean"),
        (["zzz"], [], "see tdmock rules"),
        ([], ["contact_sync/initail"], "did you mean contact_sync/initial?"),
        (["agents."], ["contact_sync/"], "leave nothing to check"),
    ],
)
def test_a_choice_of_nothing_is_refused(
    mycrm: Definition, rules: list[str], scenarios: list[str], said: str
) -> None:
    with pytest.raises(UsageError) as told:
        selected(mycrm, *rules, scenarios=tuple(scenarios))
    assert said in str(told.value)
