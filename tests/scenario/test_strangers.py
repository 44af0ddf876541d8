"""Nobody has the numbers of an unknown contact, whatever was read of an account."""

import pytest
from phonenumbers import is_valid_number, parse

from tdmock.generate.fakes import phones
from tdmock.scenario.strangers import still_unused, unused_phones


def drawn(seeds: int) -> set[str]:
    return {phone for seed in range(seeds) for phone in unused_phones(seed)}


def test_the_numbers_are_valid_and_differ_by_seed() -> None:
    assert all(is_valid_number(parse(phone)) for phone in drawn(50))
    assert unused_phones(1) == unused_phones(1) != unused_phones(2)


def test_generated_data_has_none_of_them() -> None:
    """Nor do those kept for fiction end like them: some bridges look up by the last seven digits."""
    blocks = [block for some in phones._data()["reserved"].values() for block in some]
    blocks.append("+155501##")  # of each North American area
    taken = [(block.rstrip("#")[-7 + block.count("#") :], block.count("#")) for block in blocks]
    for phone in drawn(200):
        end = phone[-7:]
        assert not any(fixed and end.startswith(fixed) for fixed, free in taken if free < 7), phone


@pytest.mark.parametrize(
    "written",
    [
        "{0}",
        "({1}) {2}-{3}",
        "{1}.{2}.{3}",
        "{1}\N{NO-BREAK SPACE}{2}\N{EN DASH}{3}",
        "tel:0{1}/{2}{3};ext=1",
    ],
)
def test_a_number_that_a_page_has_is_struck_out_however_it_is_written(written: str) -> None:
    first, second, *_ = unused_phones(0)
    page = written.format(first, first[3:6], first[6:-4], first[-4:]).encode()
    assert still_unused((first, second), b'{"phones": ["' + page + b'"]}') == (second,)
