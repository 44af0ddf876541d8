"""Scenarios of one's own, played against the sample bridge: the examples, and what may keep them from it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tdmock import api
from tdmock.documents.load import builtin
from tdmock.errors import UsageError
from tdmock.exchange import Exchange, Request, Response
from tdmock.report import json_file
from tdmock.report.build import Report
from tdmock.run.settings import Settings
from tdmock.sample.app import build, default_credentials
from tdmock.sample.data import Data, FakeData
from tdmock.sample.faults import CATALOGUE
from tdmock.sample.message import Answer, Call, Deviation, Handler
from tdmock.sample.server import RunningBridge
from tdmock.scenario.folder import Written, load, load_folder
from tests.bridges import NOW

EXAMPLES = Path(__file__).parents[2] / "docs" / "scenarios"
MYCRM = builtin()
OURS = default_credentials(MYCRM)
THEIRS = {"account": "other", "token": "0ther-t0ken-77"}


class People(FakeData):
    """Fake data in which one contact is known."""

    def _contact(self, number: int) -> dict[str, Any]:
        ann = {"id": "42", "name": "Ann Lee", "phones": ["+12025550143"]}
        return {**super()._contact(number), **ann} if number == 11 else super()._contact(number)


class Strangers(FakeData):
    """Fake data in which nobody has an id that others have."""

    def _contact(self, number: int) -> dict[str, Any]:
        return {**super()._contact(number), "id": f"other-{number}"}


def people() -> Data:
    return People(contacts=14, agents=2, types=MYCRM.interaction_types, now=NOW)


def example(name: str) -> Written:
    return load(EXAMPLES / f"{name}.yaml", EXAMPLES)


def own(folder: Path, text: str, name: str = "contact_sync/mine.yaml") -> tuple[Written, ...]:
    """A scenario of that text; its finding is ``acme.mine``."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"title: Mine\nfinding: {{id: acme.mine, title: It is so}}\n{text}", encoding="utf-8")
    return load_folder(folder)


def played(*scenarios: Written, faults: tuple[Deviation, ...] = (), **settings: Any) -> Report:
    app = build(MYCRM, data=people(), page_size=6, faults=faults)
    chosen = Settings(auth=OURS, now=NOW, scenarios=scenarios, **settings)
    with RunningBridge(app) as bridge:
        return api.check(bridge.url, MYCRM, chosen)


def told(report: Report) -> Mapping[str, str]:
    """By rule, the messages of the findings of people's own."""
    return {f.clause.id: f.message for f in report.findings if f.clause.id.startswith("acme.")}


def outcome(report: Report, rule: str = "acme.mine") -> tuple[str, str]:
    (result,) = (result for result in report.results if result.clause.id == rule)
    return result.outcome, result.reason


def deviation(endpoint: str, behave: Any) -> Deviation:
    return Deviation(endpoint=endpoint, behave=behave)


# --- the examples ------------------------------------------------------------------------------------------


def test_a_contact_that_must_come_is_found_on_the_page_where_it_is() -> None:
    report = played(example("contact_sync/ann-comes"), only=["contact_sync"])
    assert not told(report)
    assert outcome(report, "acme.ann-comes") == ("passed", "")


def test_a_contact_that_is_lost_is_told_with_the_place_and_the_command() -> None:
    lost = CATALOGUE["contact_sync.ids-change"]
    report = played(example("contact_sync/ann-comes"), faults=(lost,), only=["contact_sync"])
    assert told(report)["acme.ann-comes"].startswith("contacts[*]: none of the 14 values there; expected one")
    shown = next(f for f in json_file.as_dict(report)["findings"] if f["rule"] == "acme.ann-comes")
    assert shown["source"]["url"].endswith("contact_sync/ann-comes.yaml")
    assert shown["reproduce"].startswith("curl ")
    assert shown["level"] == "error"
    assert report.verdict == "nonconformant"


def keeps_tickets(call: Call, below: Handler) -> Answer:
    """Remembers each ticket by the contact that it is for."""
    answer = below(call)
    if answer.status == 201:
        known = call.memory.setdefault("tickets", {})
        known.setdefault(call.part("meta").get("contact_external_id"), []).append(answer.body["external_id"])
    return answer


def shows_tickets(call: Call, below: Handler) -> Answer:
    """Has the contact's remembered tickets among the interactions."""
    answer = below(call)
    tickets = call.memory.get("tickets", {}).get(call.part("data").get("contact_external_id"), ())
    made = [{"id": t, "subject": "A ticket", "date": NOW.isoformat(), "type": "ticket"} for t in tickets]
    return replace(answer, body=[*answer.body, *made]) if answer.status == 200 else answer


TICKET_SYSTEM = (
    deviation("actions", keeps_tickets),
    deviation("interaction_update", shows_tickets),
)


def test_a_ticket_that_was_created_shows_among_the_interactions() -> None:
    scenario = example("interaction_update/ticket-shows")
    assert not told(played(scenario, faults=TICKET_SYSTEM))
    message = told(played(scenario, faults=TICKET_SYSTEM[:1]))["acme.ticket-shows"]
    assert message.startswith("[*].id: none of the")
    assert ", as request 2, to interaction_update" in message


def two_accounts(theirs: Data) -> Deviation:
    """A second account at every endpoint, with data of its own."""

    def behave(call: Call, below: Handler) -> Answer:
        if call.part("auth") == THEIRS:
            call = replace(call, bridge=replace(call.bridge, credentials=THEIRS, data=theirs))
        return below(call)

    return deviation("*", behave)


def test_accounts_that_see_each_other_are_told_without_their_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTHER_ACCOUNT", THEIRS["account"])
    monkeypatch.setenv("OTHER_TOKEN", THEIRS["token"])
    scenario = example("contact_sync/accounts-are-apart")
    report = played(scenario, faults=(two_accounts(people()),), only=["contact_sync"])
    assert "expected none that is one of" in told(report)["acme.accounts-are-apart"]
    text = json_file.render(report)
    assert THEIRS["token"] not in text
    assert "$TDMOCK_OTHER_TOKEN" in text
    apart = Strangers(contacts=5, agents=1, types=MYCRM.interaction_types, now=NOW)
    assert not told(played(scenario, faults=(two_accounts(apart),), only=["contact_sync"]))


# --- what may keep a scenario from being played ------------------------------------------------------------


def test_it_is_skipped_with_the_reason_where_a_value_is_not_known(tmp_path: Path) -> None:
    text = "body: {auth: $auth.expired, meta: {}}\nexpect: {status: 401}"
    report = played(*own(tmp_path, text), only=["contact_sync"])
    assert outcome(report) == ("skipped", "no expired access token was given (--expired-auth NAME=VALUE)")


def test_it_is_untestable_where_what_it_builds_on_went_wrong(tmp_path: Path) -> None:
    broken = deviation("contact_sync", lambda call, below: Answer(status=500, body={}))
    report = played(*own(tmp_path, "body: {auth: $auth, meta: {}}"), faults=(broken,), only=["contact_sync"])
    assert not told(report)
    result, reason = outcome(report)
    assert result == "skipped"
    assert "did not get an answer" in reason


class Nobody:
    """A transport on which everything that is sent is answered alike."""

    def send(self, request: Request, *, timeout: float) -> Exchange:
        assert not request.endpoint.startswith("actions/")
        headers = (("Content-Type", "application/json"),)
        body = b'{"contacts": [], "synchronization_checkpoint": "1"}'
        return Exchange(request=request, response=Response(status=200, headers=headers, body=body))

    def close(self) -> None:
        pass


def test_actions_of_somebody_else_are_not_executed_for_it(tmp_path: Path) -> None:
    scenarios = own(
        tmp_path,
        "steps: [{endpoint: actions/create_ticket, body: {auth: $auth, data: $inputs.all}}, {body: {}}]",
    )
    chosen = Settings(auth=OURS, now=NOW, scenarios=scenarios, only_scenarios=("own/",))
    report = api.check("http://bridge.invalid", MYCRM, chosen, transport=Nobody())
    result, reason = outcome(report)
    assert result == "skipped"
    assert "--allow-writes" in reason


def test_an_endpoint_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    scenarios = own(tmp_path, "body: {}", "actions/other/mine.yaml")
    with pytest.raises(UsageError, match=r"mine\.yaml: the definition does not declare actions/other"):
        played(*scenarios)


def test_pages_that_never_end_are_left(tmp_path: Path) -> None:
    cycles = CATALOGUE["contact_sync.offset-cycles"]
    text = "walk: true\nbody: {auth: $auth, meta: {}}"
    report = played(*own(tmp_path, text), faults=(cycles,), only=["contact_sync"])
    assert told(report)["acme.mine"].startswith("next_offset: another next_offset")


def test_rule_and_scenario_choose_it_like_others(tmp_path: Path) -> None:
    scenarios = own(tmp_path, "body: {auth: $auth, meta: {}}\nexpect: {status: 404}")
    for option, value in (("only_rules", "acme."), ("only_scenarios", "own/contact_sync/mine")):
        report = played(*scenarios, **{option: (value,)})  # type: ignore[arg-type] # neither is faults
        assert told(report)["acme.mine"] == "status 200; expected status 404"
        assert {endpoint.endpoint for endpoint in report.endpoints} == {"contact_sync"}
    assert not told(played(*scenarios, only_rules=("contacts.id-is-string",)))


def test_an_action_is_played_for_each_of_them_and_reported_where_it_is(tmp_path: Path) -> None:
    text = (
        "body: {auth: $auth, data: $inputs.all}\nexpect: {status: 201, body: {external_id: {matches: '^T-'}}}"
    )
    report = played(*own(tmp_path, text, "actions/mine.yaml"), only=["actions"])
    (found,) = (f for f in report.findings if f.clause.id == "acme.mine")
    assert (found.endpoint, found.at) == ("actions/create_ticket", "external_id")


def test_text_that_begins_with_the_sign_is_written_with_two(tmp_path: Path) -> None:
    text = "body: {auth: $auth, meta: {offset: $$5}}\nexpect: {status: 400}"
    report = played(*own(tmp_path, text), only=["contact_sync"])
    (record,) = (record for record in report.exchanges if record.label == "Mine")
    assert '"offset":"$5"' in record.request_body


def test_nothing_is_asked_of_an_account_that_a_wrong_attempt_locked(tmp_path: Path) -> None:
    locks = CATALOGUE["auth_validation.locks-account"]
    report = played(*own(tmp_path, "body: {auth: $auth, meta: {}}"), faults=(locks,))
    assert not told(report)
    assert outcome(report)[0] == "skipped"
