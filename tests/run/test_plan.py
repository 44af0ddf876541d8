"""Plans: which addresses are called, what is judged, what is masked."""

import re
from pathlib import Path

import pytest

from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.judge.comparison import expect
from tdmock.judge.waivers import Waiver
from tdmock.report import json_file
from tdmock.run.plan import address, chosen, make_plan
from tdmock.run.settings import Fuzzing, Settings
from tdmock.scenario.folder import Written, load_folder
from tests.bridges import Serve, check, conformant, guarded, json_answer
from tests.in_memory import plan


@pytest.mark.parametrize(
    ("url", "base", "called"),
    [
        ("https://x.example.org/a/b?c=d", None, "https://x.example.org/a/b?c=d"),
        ("https://x.example.org/a/b?c=d", "http://127.0.0.1:80", "http://127.0.0.1:80/a/b?c=d"),
        ("https://x.example.org/a", "http://h:1/api/", "http://h:1/api/a"),
        ("https://x.example.org/a", "127.0.0.1:8000", "http://127.0.0.1:8000/a"),
        ("https://x.example.org", "http://h", "http://h/"),
        ("https://x.example.org/a", "http://[::1]:5", "http://[::1]:5/a"),
        ("https://x.example.org/a", "http://me:pass@h", "http://me:pass@h/a"),
        ("https://x.example.org/Xa/X", "http://h/X/", "http://h/X/Xa/X"),
        ("https://x.example.org/a?token=t&route=b", "http://h", "http://h/a?route=b"),
        (
            "https://x.example.org/a?token=t",
            "https://x.example.org:443",
            "https://x.example.org:443/a?token=t",
        ),
        ("https://x.example.org/a?token=t", "http://x.example.org:443", "http://x.example.org:443/a"),
        ("https://x.example.org/a?token=t", "https://x.example.org:444", "https://x.example.org:444/a"),
        ("https://x.example.org/a?token=t", None, "https://x.example.org/a?token=t"),
        ("https://x.example.org/a?c=d", "http://h?code=k", "http://h/a?code=k&c=d"),
        ("https://x:y/a?token=t", "http://h", "http://h/a"),  # an address that nobody calls may be none
    ],
)
def test_an_endpoint_keeps_its_path_under_another_base(url: str, base: str | None, called: str) -> None:
    assert address(url, base) == called


@pytest.mark.parametrize(
    "base", ["ftp://h", "http://", "http://h:99999", "http://h:x", "http://[::1", "http://a b"]
)
def test_what_is_no_address_is_told(base: str) -> None:
    with pytest.raises(
        UsageError, match=r"^URL: not an address of a bridge, for .*; write it as http://host:port"
    ):
        address("https://x.example.org/a", base)


def test_an_endpoint_that_has_no_address_is_told_as_one_of_the_definition() -> None:
    with pytest.raises(UsageError, match=r"^an endpoint of the definition: not an address of a bridge, for "):
        address("ftp://x.example.org/a", None)


def test_endpoints_are_chosen_by_name_and_actions_together() -> None:
    declared = ["auth_validation", "contact_sync", "actions/a", "actions/b"]
    assert chosen(declared, []) == declared
    assert chosen(declared, ["contact_sync"]) == ["contact_sync"]
    assert chosen(declared, ["actions"]) == ["actions/a", "actions/b"]
    assert chosen(declared, ["actions/b"]) == ["actions/b"]
    assert chosen(declared, ["contact_sync", "actions/b"]) == ["contact_sync", "actions/b"]
    with pytest.raises(UsageError, match="it has auth_validation"):
        chosen(declared, ["agent_sync"])


def test_without_an_endpoint_there_is_nothing_to_check() -> None:
    with pytest.raises(UsageError, match=r"^the definition declares no endpoint and no action, so there is"):
        make_plan(Definition(name="empty"), None, Settings())


@pytest.mark.parametrize(
    ("only", "called"),
    [
        (["auth_validation"], ["auth_validation"]),
        (["contact_sync"], ["auth_validation", "contact_sync"]),
        (["interaction_update"], ["auth_validation", "contact_sync", "interaction_update"]),
        (["actions"], ["auth_validation", "contact_sync", "agent_sync", "actions/create_ticket"]),
    ],
)
def test_what_an_endpoint_builds_on_is_called_and_not_judged(only: list[str], called: list[str]) -> None:
    made = plan(only=only)
    assert [*made.urls] == called
    assert made.judged == {called[-1]}
    assert made.urls["auth_validation"] == "http://127.0.0.1/auth_validation"


@pytest.mark.parametrize(
    ("base", "allowed", "closed"),
    [
        ("http://127.0.0.1", False, []),
        ("https://crm.example.org", False, ["actions/create_ticket"]),
        ("https://crm.example.org", True, []),
    ],
)
def test_actions_are_closed_at_addresses_that_are_not_local(
    base: str, *, allowed: bool, closed: list[str]
) -> None:
    made = plan(base, allow_writes=allowed)
    assert [*made.closed] == closed
    assert all(reason.endswith("not local: allow it with --allow-writes") for reason in made.closed.values())


def test_of_some_rules_no_other_is_told() -> None:
    made = plan(only_rules=["contacts"])
    assert made.asks_for("contacts.id-is-string")
    assert not made.asks_for("agents.id-is-string")
    assert plan().asks_for("agents.id-is-string")


def test_every_secret_is_known_by_the_variable_that_stands_for_it() -> None:
    made = plan(
        "http://user-1:passw0rd@127.0.0.1?code=k3y-of-url",
        auth={"account": "acme-corp", "token": "t0ken-5f3a"},
        expired={"token": "exp1red-token"},
        headers={"X-Api-Key": "h3ader-key"},
    )
    told = made.mask.text("acme-corp t0ken-5f3a exp1red-token h3ader-key user-1 passw0rd k3y-of-url")
    assert told.split() == [
        "$TDMOCK_AUTH_ACCOUNT",
        "$TDMOCK_AUTH_TOKEN",
        "$TDMOCK_EXPIRED_TOKEN",
        "$TDMOCK_HEADER_X_API_KEY",
        "$TDMOCK_URL_USER",
        "$TDMOCK_URL_PASSWORD",
        "$TDMOCK_URL_CODE",
    ]
    assert made.headers == (("X-Api-Key", "h3ader-key"),)
    assert dict(made.auth) == {"account": "acme-corp", "token": "t0ken-5f3a"}
    assert dict(made.expired) == {"token": "exp1red-token"}


def test_words_of_titles_are_no_secrets_in_what_we_say() -> None:
    """Of clauses, kinds of requests and scenarios: "documented" stands in the title of many a clause."""
    made = plan(auth={"account": "documented", "token": "zwitterion"})
    assert made.mask.message("documented zwitterion") == "documented $TDMOCK_AUTH_TOKEN"


def test_a_run_that_only_fuzzes_plays_what_that_builds_on() -> None:
    whole, alone = plan(), plan(fuzzing=Fuzzing(alone=True))
    assert alone.scenarios == tuple(s for s in whole.scenarios if s.baseline or s.keeps is not None)
    assert len(alone.scenarios) < len(whole.scenarios)
    assert plan(fuzzing=Fuzzing()).scenarios == whole.scenarios


def own(folder: Path, endpoint: str, name: str) -> tuple[Written, ...]:
    """A scenario of somebody's own at contacts, which calls that endpoint, too."""
    file = folder / "contact_sync" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        f"title: Mine\nfinding: {{id: acme.{name}, title: It is so}}\n"
        f"steps: [{{endpoint: {endpoint}, body: {{}}}}, {{body: {{}}}}]\n",
        encoding="utf-8",
    )
    return load_folder(folder)


def test_scenarios_of_ones_own_bring_their_rules_and_the_endpoints_that_they_call(tmp_path: Path) -> None:
    written = own(tmp_path, "agent_sync", "mine")
    made = plan(scenarios=written, only=["contact_sync"])
    assert made.own == written
    assert "acme.mine" in made.contract.clauses
    assert [*made.urls] == ["auth_validation", "contact_sync", "agent_sync"]
    assert plan(scenarios=written, fuzzing=Fuzzing(alone=True)).own == ()


def test_scenarios_of_ones_own_call_what_is_declared(tmp_path: Path) -> None:
    refused = re.escape(
        "mine.yaml: the definition does not declare actions/other; it has auth_validation, contact_sync, "
        "agent_sync, interaction_update, actions/create_ticket"
    )
    with pytest.raises(UsageError, match=f"{refused}$"):
        plan(scenarios=own(tmp_path, "actions/other", "mine"))


def test_records_are_expected_of_what_is_checked_only(tmp_path: Path) -> None:
    file = tmp_path / "agents.json"
    file.write_text('[{"id": "a1", "name": "Agent", "email": "a@example.com"}]', encoding="utf-8")
    expected = expect("agent_sync", file)
    made = plan(expected=[expected])
    assert made.expected == {"agent_sync": expected}
    assert {rule.id for rule in made.contract.operations["agent_sync"].rules} >= {"agents.expected-missing"}
    with pytest.raises(UsageError, match=r"^agent_sync has records to expect, but it is not checked$"):
        plan(expected=[expected], only=["contact_sync"])


def test_a_header_that_cannot_be_sent_and_a_waiver_of_no_rule_are_refused_before_the_run() -> None:
    with pytest.raises(UsageError, match="line break"):
        plan(headers={"X-A": "a\nb"})
    with pytest.raises(UsageError, match="no such rule"):
        plan(waivers=(Waiver(rule="qqqqqqqq", reason="none"),))


def test_a_password_in_the_address_is_used_and_never_told(serve: Serve) -> None:
    """The bridge repeats the header in which it came."""
    answer = guarded(lambda asked: json_answer({"contacts": [], "x": asked["headers"].get("authorization")}))
    bridge = serve({**conformant(), "/contact_sync": answer})
    report = check(bridge.url.replace("http://", "http://me:pa55-w0rd@"), only=["contact_sync"])
    assert bridge.at("/contact_sync")[0]["headers"]["authorization"] == "Basic bWU6cGE1NS13MHJk"
    written = json_file.render(report)
    assert "pa55" not in written
    assert "cGE1NS13MHJk" not in written
