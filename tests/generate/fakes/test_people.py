"""Persons are numbered, and no name comes twice before all have come."""

import pytest

from tdmock.generate.fakes.people import Halves, People

MEN = Halves(
    heads=("Al", "Bo", "Cy"), tails=(" Day", " Eld"), head_slugs=("al", "bo", "cy"), tail_slugs=("day", "eld")
)
WOMEN = Halves(
    heads=("Di", "Eve"),
    tails=(" Day", " Eld", " Fay"),
    head_slugs=("di", "eve"),
    tail_slugs=("day", "eld", "fay"),
)


@pytest.mark.parametrize("forms", [[MEN], [MEN, WOMEN], [WOMEN, MEN]])
def test_a_name_comes_again_only_after_all_others(forms: list[Halves]) -> None:
    people = [People(forms).person(number) for number in range(12)]
    first = [(name, turn) for name, _, _, turn in people]
    assert len(set(first)) == 12
    numbered = People(forms)
    for begin in range(30):
        names = [numbered.person(begin + number)[0] for number in range(numbered.names)]
        assert len(set(names)) == len(names) > 0
    assert {name for name, turn in first if not turn} == {name for name, _ in first}


@pytest.mark.parametrize("forms", [[MEN], [MEN, WOMEN]])
def test_a_person_is_found_by_the_name(forms: list[Halves]) -> None:
    people = People(forms)
    for number in range(100):
        assert people.number(*people.person(number)[1:]) == number
    assert people.number("al", "nobody", 0) is people.number("nobody", "day", 0) is None
