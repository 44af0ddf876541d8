"""Every number of every block is one that phonenumbers accepts for the country."""

import phonenumbers
import pytest

from tdmock.fakes.phones import EXAMPLES, RESERVED, dialler

BLOCKS = [(code, block) for code, blocks in RESERVED.items() for block in blocks[:40]]
BLOCKS += list(EXAMPLES.items())


@pytest.mark.parametrize(("code", "block"), BLOCKS)
def test_the_numbers_of_a_block_are_valid_in_their_country(code: str, block: str) -> None:
    free = block.count("#")
    for ending in {0, 1, 10**free // 2, 10**free - 1, *range(0, 10**free, 10**free // 7)}:
        number = phonenumbers.parse(f"{block.rstrip('#')}{ending:0{free}d}")
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.region_code_for_number(number) == code


@pytest.mark.parametrize("locale", ["en_US", "en_CA", "fr_QC"])
def test_north_american_numbers_are_those_kept_for_fiction(locale: str) -> None:
    phone = dialler(locale)
    numbers = {phone(draw * 7919) for draw in range(5000)}
    assert len(numbers) > 2000
    assert all(number[5:10] == "55501" and len(number) == 12 for number in numbers)


def test_a_country_has_blocks_of_one_size() -> None:
    assert all(len({block.count("#") for block in blocks}) == 1 for blocks in RESERVED.values())


def test_numbers_in_a_row_differ() -> None:
    for locale in ("sv_SE", "en_US", "pt_PT"):
        phone = dialler(locale)
        assert len({phone(draw) for draw in range(399)}) == 399
