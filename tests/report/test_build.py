"""What the scenarios showed becomes results, findings, latencies and a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tdmock import __version__
from tdmock.exchange import Exchange, Request, Response
from tdmock.findings import Breach, Level
from tdmock.redaction.mask import Mask
from tdmock.redaction.record import Record, record
from tdmock.report.build import EndpointSummary, Report, Section, Session, summarize, with_section
from tdmock.report.results import Result
from tdmock.run.log import CaseLog
from tdmock.run.result import Case, CaseResult, Gathered
from tdmock.run.tasks import Plan, Task
from tdmock.scenario.model import Scenario
from tests.bridges import NOW
from tests.in_memory import plan

AGENTS = "agent_sync"
SUCCEEDS, NAME, NULL = (
    "agents.valid-request-succeeds",
    "agents.name-is-string",
    "agents.next-offset-is-not-null",
)
REFUSED = "agents.bad-credentials-refused"


def shown(label: str = "") -> Record:
    request = Request(endpoint=AGENTS, url="http://127.0.0.1/agent_sync")
    return record(
        Exchange(request=request, response=Response(status=200, headers=(), body=b"")), label, Mask()
    )


def result(*breaches: Breach, label: str = "", shown: Record | None = None, **members: Any) -> CaseResult:
    scenario = Scenario(id="agent_sync/one", endpoint=AGENTS, title="One")
    case = Case(position=(0, 0), scenario=scenario, endpoint=AGENTS, url="", label=label, body=None)
    log = CaseLog(case=case, records=[shown] if shown else [], **members)
    log.tally(breaches, shown)
    return log.result()


def task(*shown: CaseResult, outcome: str = "done", endpoint: str = AGENTS, **members: Any) -> Task:
    scenario = {name: members.pop(name) for name in ("kind", "judges") if name in members}
    made = Scenario(id="agent_sync/one", endpoint=AGENTS, title="One", **scenario)
    return Task(scenario=made, endpoint=endpoint, order=0, outcome=outcome, results=shown, **members)


def build(*tasks: Task, own: Plan | None = None, interrupted: bool = False) -> Report:
    return summarize(
        own or plan(only=[AGENTS]),
        tasks,
        Session(target="http://127.0.0.1", started_at=NOW, duration=1.5, interrupted=interrupted),
    )


def results(report: Report) -> Mapping[str, tuple[str, str]]:
    return {result.clause.id: (result.outcome, result.reason) for result in report.results}


# --- the report as a whole ---------------------------------------------------------------------------------


def test_a_report_says_what_was_checked() -> None:
    own = plan(only=[AGENTS], seed=7)
    report = build(task(result(looked_at={NAME})), own=own)
    assert (report.edition, report.target, report.integration) == ("current", "http://127.0.0.1", "mycrm")
    assert (report.seed, report.started_at, report.duration) == (7, NOW, 1.5)
    assert report.definition_digest == own.definition.digest
    assert report.version == __version__
    assert not report.interrupted


def test_the_address_of_a_report_holds_no_secret() -> None:
    own = plan(only=[AGENTS])
    own.mask.learn("$KEY", "k3y-in-url")
    session = Session(target="http://h/?k=k3y-in-url", started_at=NOW, duration=0.0, interrupted=False)
    report = summarize(own, (), session)
    assert report.target == "http://h/?k=$KEY"


def test_only_what_is_judged_is_in_the_report_in_the_order_of_the_contract() -> None:
    other = result(Breach(rule=SUCCEEDS), shown=shown(), looked_at={SUCCEEDS})
    report = build(task(other, endpoint="contact_sync"), task(result(looked_at={NAME})))
    assert [summary.endpoint for summary in report.endpoints] == [AGENTS]
    assert {result.endpoint for result in report.results} == {AGENTS}
    assert not report.findings
    assert not report.exchanges
    own = plan()
    whole = build(own=own)
    assert [summary.endpoint for summary in whole.endpoints] == list(own.contract.operations)


FINE = task(result(looked_at={NAME}, elapsed=[0.1]))


@pytest.mark.parametrize(
    ("tasks", "interrupted", "verdict"),
    [
        ([FINE], False, "conformant"),
        ([FINE], True, "incomplete"),
        ([], False, "incomplete"),
        ([task(result(Breach(rule=NULL), looked_at={NULL}))], False, "conformant"),
        ([task(result(Breach(rule=NAME), looked_at={NAME}))], False, "nonconformant"),
        ([task(result(Breach(rule=NAME), looked_at={NAME}))], True, "nonconformant"),
        ([FINE, task(outcome="untestable", reason="so")], False, "incomplete"),
        ([FINE, task(result(unreached="nobody"))], False, "incomplete"),
        ([FINE, task(outcome="skipped", reason="so")], False, "conformant"),
        ([task(outcome="skipped", reason="so")], False, "incomplete"),
    ],
)
def test_the_verdict(tasks: Sequence[Task], verdict: str, *, interrupted: bool) -> None:
    report = build(*tasks, interrupted=interrupted)
    assert report.verdict == verdict
    assert report.interrupted is interrupted


# --- endpoints ---------------------------------------------------------------------------------------------


def summary(*tasks: Task) -> EndpointSummary:
    (found,) = build(*tasks).endpoints
    return found


@pytest.mark.parametrize(
    ("tasks", "outcome", "reason"),
    [
        ([FINE], "passed", ""),
        ([replace(FINE, note="2 options were not tried")], "passed", "2 options were not tried"),
        ([task(result(Breach(rule=NULL), looked_at={NULL}))], "passed", ""),
        ([task(result(Breach(rule=NAME))), task(result(unreached="gone"))], "failed", ""),
        ([FINE, task(result(unreached="gone"), outcome="untestable", reason="so")], "errored", "gone"),
        ([FINE, task(outcome="untestable", reason="first"), task(outcome="skipped")], "untestable", "first"),
        ([FINE, task(outcome="skipped", reason="not here")], "passed", ""),
        ([task(outcome="skipped"), task(outcome="skipped", reason="not here")], "skipped", "not here"),
    ],
)
def test_how_an_endpoint_came_out(tasks: Sequence[Task], outcome: str, reason: str) -> None:
    found = summary(*tasks)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_the_reason_of_an_endpoint_holds_no_secret() -> None:
    own = plan(only=[AGENTS])
    own.mask.learn("$KEY", "k3y-of-gateway")
    unreached = task(result(unreached="at k3y-of-gateway"))
    report = build(unreached, task(outcome="untestable", reason="for k3y-of-gateway"), own=own)
    assert report.endpoints[0].reason == "at $KEY"
    assert ("errored", "at $KEY") in results(report).values()


def test_what_was_looked_at_is_counted_and_what_was_sent() -> None:
    one = result(Breach(rule=NAME), looked_at={NAME, NULL}, elapsed=[0.1, 0.2])
    found = summary(task(one, result(looked_at={SUCCEEDS}, elapsed=[0.3])), task(result(elapsed=[0.4])))
    assert found.exchanges == 4
    assert found.checks == len({NAME, NULL, SUCCEEDS})


@pytest.mark.parametrize(
    ("elapsed", "latency"),
    [
        ([], {}),
        ([0.1], {"p50": 100.0, "p95": 100.0, "max": 100.0}),
        ([n / 1000 for n in range(100, 0, -1)], {"p50": 51.0, "p95": 96.0, "max": 100.0}),
        ([0.01234, 0.5], {"p50": 500.0, "p95": 500.0, "max": 500.0}),
        ([0.01234, 0.5, 0.6], {"p50": 500.0, "p95": 600.0, "max": 600.0}),
        ([0.012345], {"p50": 12.3, "p95": 12.3, "max": 12.3}),
    ],
)
def test_latencies_are_told_by_rank(elapsed: list[float], latency: Mapping[str, float]) -> None:
    assert summary(task(result(elapsed=elapsed))).latency_ms == latency


# --- results -----------------------------------------------------------------------------------------------


def test_there_is_a_result_for_each_clause_and_one_only() -> None:
    report = build(FINE)
    names = [result.clause.id for result in report.results]
    assert len(names) == len(set(names))
    assert {SUCCEEDS, NAME, "agents.ids-are-unique", "common.answer-arrives"} <= set(names)
    assert not any(name.startswith("contacts.") for name in names)


def test_how_a_clause_came_out() -> None:
    report = build(task(result(Breach(rule=NULL), looked_at={NAME, NULL})))
    assert results(report)[NULL] == ("failed", "")
    assert results(report)[NAME] == ("passed", "")
    assert results(report)[SUCCEEDS] == ("skipped", "nothing came that could have broken it")


def test_what_could_not_be_reached_is_no_result() -> None:
    report = build(task(result(unreached="nobody listens", looked_at={NAME})))
    assert results(report)[NAME] == ("passed", "")
    assert results(report)[SUCCEEDS] == ("errored", "nobody listens")


def test_a_clause_that_was_not_looked_at_has_the_reason_of_the_scenario_that_shows_it() -> None:
    first = task(outcome="untestable", reason="the first one", kind="get")
    judging = task(outcome="untestable", reason="the walk", judges=["agents.ids-are-unique"])
    attempt = task(outcome="skipped", reason="no credentials", kind="bad-credentials")
    silent = task(outcome="skipped", kind="offset-omitted")
    found = results(build(first, judging, attempt, silent))
    assert found["agents.ids-are-unique"] == ("skipped", "the walk")
    assert found[REFUSED] == ("skipped", "no credentials")
    assert found["agents.omitted-offset-is-accepted"] == ("skipped", "the first one")
    assert found[NULL] == ("skipped", "the first one")


def test_a_reason_holds_no_secret() -> None:
    own = plan(only=[AGENTS])
    own.mask.learn("$KEY", "k3y-of-gateway")
    report = build(task(outcome="untestable", reason="at k3y-of-gateway"), own=own)
    assert results(report)[NAME] == ("skipped", "at $KEY")


# --- findings ----------------------------------------------------------------------------------------------


def test_a_finding_is_a_clause_with_its_first_breach_as_the_example() -> None:
    first, second = shown("first"), shown("second")
    report = build(
        task(
            result(shown=first),
            result(
                Breach(rule=NAME, at="agents[0].name", actual="missing", expected="a string", occurrences=2),
                label="with null",
                shown=second,
            ),
            result(Breach(rule=NAME, at="agents[3].name", actual="7"), label="again", shown=shown("third")),
        )
    )
    (finding,) = report.findings
    assert (finding.clause.id, finding.endpoint, finding.level) == (NAME, AGENTS, Level.ERROR)
    assert (finding.at, finding.actual, finding.expected) == ("agents[0].name", "missing", "a string")
    assert finding.message == "agents[0].name: missing (with null; again); expected a string"
    assert finding.occurrences == 3
    assert finding.exchange == "x2"
    assert finding.reproduce == second.reproduce
    assert finding.clause.fix
    assert [one.label for one in report.exchanges] == ["first", "second", "third"]


def test_exchanges_are_numbered_through_all_endpoints() -> None:
    auth = task(result(shown=shown()), endpoint="auth_validation")
    report = build(auth, task(result(Breach(rule=NAME), shown=shown())), own=plan())
    assert report.findings[0].exchange == "x2"
    assert len(report.exchanges) == 2


def test_a_finding_without_a_record_points_nowhere() -> None:
    kept, lost = (build(task(one)).findings[0] for one in (result(Breach(rule=NAME)), forgotten()))
    assert (kept.exchange, kept.reproduce) == (None, "")
    assert lost.exchange is None


def forgotten() -> CaseResult:
    """A case whose record is not among those that were kept."""
    return replace(result(Breach(rule=NAME), shown=shown()), records=())


def test_findings_follow_the_order_of_the_contract() -> None:
    report = build(task(result(Breach(rule=NULL), Breach(rule=NAME), Breach(rule="common.answers-in-time"))))
    order = list(plan(only=[AGENTS]).contract.clauses)
    places = [order.index(finding.clause.id) for finding in report.findings]
    assert len(places) == 3
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("at", "actual", "message"),
    [("", "status 500", "status 500; expected 200"), ("name", "missing", "name: missing; expected 200")],
)
def test_a_message_says_where_only_where_that_is_known(at: str, actual: str, message: str) -> None:
    report = build(task(result(Breach(rule=NAME, at=at, actual=actual, expected="200"))))
    assert report.findings[0].message == message


def test_of_many_labels_the_first_five_are_told() -> None:
    def told(count: int) -> str:
        breach = Breach(rule=NAME, actual="x", expected="y")
        cases = [result(breach, label=label) for n in range(count) for label in (f"l{n}", f"l{n}")]
        return build(task(*cases)).findings[0].message

    assert told(1) == "x (l0); expected y"
    assert told(5) == "x (l0; l1; l2; l3; l4); expected y"
    assert told(7) == "x (l0; l1; l2; l3; l4; and 2 more); expected y"


def test_places_of_several_kinds_are_told_with_their_numbers() -> None:
    def told(*places: str) -> str:
        breaches = [Breach(rule=NAME, at=at, actual="x", expected="y") for at in places]
        return build(task(result(*breaches[:1]), result(*breaches[1:]))).findings[0].message

    assert told("a[0].b", "a[1].b") == "a[0].b: x; expected y"
    assert told("b", "a[1].c", "a[7].c", "") == "b: x; expected y; found at the answer (1), a[].c (2), b (1)"
    many = [f"m{n}" for n in range(9)]
    assert told(*many).endswith("; found at " + ", ".join(f"{name} (1)" for name in many[:8]))


def test_a_finding_holds_no_secret_but_words_of_our_own() -> None:
    own = plan(only=[AGENTS])
    own.mask.learn("$KEY", "k3y-of-gateway")
    secret = "k3y-of-gateway"
    breach = Breach(rule=NAME, at=f"agents.{secret}", actual=f'"{secret}"', expected=f"not {secret}")
    (finding,) = build(task(result(breach)), own=own).findings
    assert secret not in repr(finding)
    assert (finding.at, finding.actual, finding.expected) == ("agents.$KEY", '"$KEY"', "not $KEY")


def test_a_clause_that_tells_the_same_cause_worse_is_not_told() -> None:
    own = plan(only=[AGENTS])
    weaker = "agents.every-field-counts"
    assert REFUSED in own.contract.yields_to[weaker]
    both = build(task(result(Breach(rule=weaker)), result(Breach(rule=REFUSED))), own=own)
    assert [finding.clause.id for finding in both.findings] == [REFUSED]
    alone = build(task(result(Breach(rule=weaker))), own=own)
    assert [finding.clause.id for finding in alone.findings] == [weaker]


def test_a_rule_over_several_answers_is_judged_when_all_are_there() -> None:
    """The first page with a null offset is empty, and the one without an offset is not."""
    rule = "agents.first-page-has-agents"
    first, second = shown("null"), shown("omitted")
    kept = [
        Gathered(rule, "", ("offset-null", 0), first),
        Gathered(rule, "", ("offset-omitted", 3), second),
    ]
    both = build(task(result(kept=kept[:1], shown=first)), task(result(kept=kept[1:], shown=second)))
    (finding,) = both.findings
    assert (finding.clause.id, finding.occurrences, finding.exchange) == (rule, 1, "x2")
    assert finding.reproduce == f"{first.reproduce}\n{second.reproduce}", "both show it, one after the other"
    assert results(both)[rule] == ("failed", "")
    assert results(build(task(result(kept=kept[1:]))))[rule][0] == "skipped", "one form shows nothing"
    fine = [kept[1], Gathered(rule, "", ("offset-null", 3))]
    assert results(build(task(result(kept=fine))))[rule] == ("passed", "")


# --- sections ----------------------------------------------------------------------------------------------


def test_a_section_stands_before_the_endpoints_and_counts() -> None:
    bad = build(task(result(Breach(rule=NAME), looked_at={NAME})))
    good = build(FINE)
    own = EndpointSummary(
        endpoint="definition", outcome="failed", reason="", checks=1, exchanges=0, latency_ms={}
    )
    failed = Result(clause=bad.findings[0].clause, endpoint="definition", outcome="failed")
    joined = with_section(good, Section(summary=own, results=(failed,), findings=bad.findings))
    assert joined.verdict == "nonconformant"
    assert joined.endpoints == (own, *good.endpoints)
    assert joined.results == (failed, *good.results)
    assert joined.findings == bad.findings
    mild = with_section(good, Section(summary=own, results=(), findings=()))
    assert mild.verdict == "conformant"


@pytest.mark.parametrize(
    ("rule", "levels"), [(NAME, ["error", "warning", "info"]), (NULL, ["warning", "info"])]
)
def test_a_finding_is_at_its_level_and_those_below(rule: str, levels: list[str]) -> None:
    report = build(task(result(Breach(rule=rule))))
    assert [level for level in Level if report.worst_at_least(level)] == levels
