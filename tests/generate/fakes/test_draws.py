"""Chance that is the same everywhere."""

import random
from collections import Counter

import pytest

from tdmock.generate.fakes.draws import StableRandom, draws


def test_draws_are_the_same_for_ever() -> None:
    first = draws(seed=0, purpose="contact")(0)
    assert first == draws(seed=0, purpose="contact")(0)
    assert first[:3] == (258492657, 2845305866, 3703189767)
    assert [number < 2**32 for number in first[:11]] == [True] * 11
    assert [number < 256 for number in first[11:]] == [True] * 8


def test_seed_purpose_and_number_each_change_the_draws() -> None:
    one = draws(seed=0, purpose="contact")
    other = {one(0), one(1), draws(seed=1, purpose="contact")(0), draws(seed=0, purpose="agent")(0)}
    assert len(other) == 4


def test_stable_chance_is_the_same_for_ever() -> None:
    chance = StableRandom(0, "en_US", "names")
    assert [chance.randint(1, 6) for _ in range(10)] == [1, 1, 2, 6, 3, 6, 3, 1, 1, 6]
    assert chance.sample(range(10), 4) == [5, 2, 3, 8]
    assert chance.choices("abc", k=5) == ["a", "b", "c", "b", "a"]
    assert chance.getrandbits(40) == 401406376764


def test_stable_chance_rests_on_the_one_method_that_python_promises() -> None:
    """Whoever replaces ``random()`` replaces every method that Faker calls."""

    class Least(StableRandom):
        def random(self) -> float:
            return 0.0

    least = Least()
    assert least.randint(3, 9) == 3
    assert least.randrange(10, 20, 5) == 10
    assert least.choice("xyz") == "x"
    assert least.choices("xyz", weights=[0, 1, 1], k=2) == ["y", "y"]
    assert least.uniform(2, 4) == 2
    assert least.getrandbits(70) == 0


@pytest.mark.parametrize("method", ["choice", "randrange"])
def test_stable_chance_is_even(method: str) -> None:
    chance = StableRandom("even")
    counts = Counter(
        chance.choice(range(10)) if method == "choice" else chance.randrange(10) for _ in range(10_000)
    )
    assert set(counts) == set(range(10))
    assert 850 < min(counts.values()) <= max(counts.values()) < 1150


def test_stable_chance_shuffles_everything() -> None:
    cards = list(range(50))
    StableRandom("cards").shuffle(cards)
    assert cards != list(range(50))
    assert sorted(cards) == list(range(50))
    assert isinstance(StableRandom(), random.Random)
