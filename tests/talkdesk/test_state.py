"""What Talkdesk keeps of a synchronization, in little memory."""

from dataclasses import replace
from typing import Any

import pytest

from tdmock.talkdesk.state import (
    KNOWN,
    LARGEST,
    SAMPLE,
    Earlier,
    Memory,
    Neighbours,
    Walk,
    known_by,
    too_large_to_send_back,
)


def person(number: object, **members: Any) -> dict[str, Any]:
    return {"id": number, "name": f"Ann {number}", **members}


# --- neighbours --------------------------------------------------------------------------------------------


def test_two_of_one_name_and_two_of_one_company_are_found_over_the_pages() -> None:
    first, second, third = (
        person("1", name="Ann", company="Acme"),
        person("2", name="Bob", company="Acme"),
        person("3", name="Ann", company="Other"),
    )
    seen = Neighbours()
    seen.see([first])
    assert (seen.namesakes, seen.colleagues) == ((), ())
    seen.see([second, third])
    assert (seen.namesakes, seen.colleagues) == ((first, third), (first, second))
    seen.see([person("4", name="Bob", company="Other")])
    assert (seen.namesakes, seen.colleagues) == ((first, third), (first, second))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("1", name="Ann"), person("1", name="Ann")),  # the same contact again
        (person("1", name="Ann"), person(True, name="Ann")),  # no id
        (person(None, name="Ann"), person("2", name="Ann")),
        (person("1", name="  "), person("2", name="  ")),
        (person("1", name=7), person("2", name=7)),
        (person("1", name="Ann"), person("2", name="Ann", note="x" * LARGEST)),
        (person("1", name="Ann", note="x" * LARGEST), person("2", name="Ann")),
    ],
)
def test_who_are_no_namesakes(one: dict[str, Any], other: dict[str, Any]) -> None:
    seen = Neighbours()
    seen.see([one, other])
    assert seen.namesakes == ()


def test_namesakes_at_one_company_are_no_colleagues() -> None:
    seen = Neighbours()
    seen.see([person("1", name="Ann", company="Acme"), person("2", name="Ann", company="Acme")])
    assert len(seen.namesakes) == 2
    assert seen.colleagues == ()


def test_somebody_without_a_company_does_not_end_the_search() -> None:
    one, other = person("2", company="Acme"), person("4", company="Acme")
    seen = Neighbours()
    seen.see([person("1"), one, person("3"), other])
    assert seen.colleagues == (one, other)


def test_neighbours_are_looked_for_among_so_many() -> None:
    seen = Neighbours()
    names = [person(number, name=str(number)) for number in range(KNOWN + 1)]
    seen.see(names)
    seen.see([person("late", name=str(KNOWN))])
    assert seen.namesakes == ()
    seen.see([person("early", name=str(KNOWN - 1))])
    assert len(seen.namesakes) == 2


# --- records that are remembered ---------------------------------------------------------------------------


def test_few_records_are_all_remembered() -> None:
    walk = Walk()
    walk.remember([person(n) for n in range(SAMPLE)])
    assert sorted(record["id"] for record in walk.sample) == list(range(SAMPLE))


def test_what_is_no_record_with_an_id_is_not_remembered() -> None:
    walk = Walk()
    walk.remember([person(None), person(True), person(1.5), person("1", note="x" * LARGEST), person(2)])
    assert [record["id"] for record in walk.sample] == [2]


def test_of_many_records_some_of_all_pages_are_remembered() -> None:
    walk = Walk(seed=3)
    for walk.pages in range(40):
        walk.remember([person(f"{walk.pages}/{n}") for n in range(100)])
    pages = {record["id"].partition("/")[0] for record in walk.sample}
    assert len(walk.sample) == SAMPLE
    assert len(pages) > SAMPLE // 2
    assert any(int(number) >= 10 for number in pages)


def test_the_seed_decides_which_records_are_remembered() -> None:
    def sample(seed: int, pages: int = 0) -> list[Any]:
        walk = Walk(seed=seed, pages=pages)
        walk.remember([person(n) for n in range(1000)])
        return [record["id"] for record in walk.sample]

    assert sample(1) == sample(1)
    assert sample(1) != sample(2)
    assert sample(1) != sample(1, pages=1)


def test_each_record_beyond_the_first_ones_has_its_chance() -> None:
    """Of 200 records each is remembered as often as another, give or take."""
    counts = dict.fromkeys(range(200), 0)
    for seed in range(100):
        walk = Walk(seed=seed)
        for walk.pages in range(20):
            walk.remember([person(n) for n in range(10 * walk.pages, 10 * walk.pages + 10)])
        for record in walk.sample:
            counts[record["id"]] += 1
    early, late = (sum(counts[n] for n in part) for part in (range(100), range(100, 200)))
    assert 0.8 < early / late < 1.25


# --- what a further synchronization is compared with -------------------------------------------------------


@pytest.fixture
def memory() -> Memory:
    contacts = Walk(seen={1, 2}, moved={2}, sample=[person("1", emails=["a@example.com"])])
    return Memory(auth={}, contacts=contacts, missing=frozenset({5}), newcomers=frozenset({6}))


def test_a_reading_is_compared_with_what_its_scenario_uses(memory: Memory) -> None:
    known = {known_by(person("other", name="Ann 1", emails=["a@example.com"])): hash("1")}
    assert memory.earlier(["contacts"]) == Earlier(ids={1, 2}, moved={2}, people=known)
    assert memory.earlier(["missing"]).ids == {5}
    assert memory.earlier(["newcomers"]).ids == {6}
    assert memory.earlier(["agents"]) == Earlier()


def test_agents_are_compared_where_all_came(memory: Memory) -> None:
    whole, part = Walk(seen={3, 4}, ended=True), Walk(seen={3})
    assert replace(memory, agents=whole).earlier(["agents"]) == Earlier(ids={3, 4})
    assert replace(memory, agents=part).earlier(["agents"]) == Earlier()


def test_what_was_not_synchronized_compares_with_nothing() -> None:
    memory = Memory(auth={})
    for name in ("contacts", "missing", "newcomers"):
        assert memory.earlier([name]) == Earlier()


def test_contacts_are_known_by_name_emails_and_phones() -> None:
    ann = person("1", emails=["a"], phones=["1"])
    assert known_by(ann) == known_by({**ann, "id": "2", "company": "Acme"})
    for member in ("name", "emails", "phones"):
        assert known_by(ann) != known_by({**ann, member: ["b"]})


# --- what is sent back -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "member", "size"),
    [
        ("contact_sync", "next_offset", 2**20),
        ("contact_sync", "context", 2**20),
        ("contact_sync", "synchronization_checkpoint", 2**20),
        ("agent_sync", "next_offset", 2**20),
    ],
)
def test_what_is_sent_back_must_fit(endpoint: str, member: str, size: int) -> None:
    assert list(too_large_to_send_back(endpoint, {member: "x" * size})) == [(member, size)]
    assert not list(too_large_to_send_back(endpoint, {member: "x" * (size - 1)}))
    assert not list(too_large_to_send_back(endpoint, {"contacts": "x" * size}))


def test_all_that_the_validator_returns_must_fit_together() -> None:
    assert list(too_large_to_send_back("auth_validation", {"a": "x" * 2**16})) == [("", 2**16)]
    assert not list(too_large_to_send_back("auth_validation", {"a": "x"}))


@pytest.mark.parametrize("value", [[], "x" * 2**21, None, 7])
def test_an_answer_that_is_no_object_holds_nothing_to_send_back(value: Any) -> None:
    assert not list(too_large_to_send_back("contact_sync", value))
    assert not list(too_large_to_send_back("interaction_update", {"next_offset": "x" * 2**21}))
