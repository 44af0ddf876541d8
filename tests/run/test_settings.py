"""What a person can set for a run."""

import pytest

from tdmock.run.settings import Fuzzing, byte_count


@pytest.mark.parametrize(
    ("most", "endpoint", "examples"),
    [
        (None, "contact_sync", 50),
        (None, "actions/create_ticket", 20),
        (7, "contact_sync", 7),
        (7, "actions/create_ticket", 7),
    ],
)
def test_actions_are_fuzzed_less_unless_a_number_is_given(
    most: int | None, endpoint: str, examples: int
) -> None:
    assert Fuzzing(max_examples=most).examples(endpoint) == examples


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1000000", 10**6),
        ("500k", 500_000),
        ("3 MB", 3 * 10**6),
        ("2g", 2 * 10**9),
        ("1KiB", 2**10),
        ("64MiB", 64 * 2**20),
        ("2gi", 2 * 2**30),
        ("7b", 7),
    ],
)
def test_a_size_is_bytes(text: str, size: int) -> None:
    assert byte_count(text) == size


@pytest.mark.parametrize("text", ["", "0", "0k", "-1", "1.5k", "k", "1t", "1 k b"])
def test_what_is_no_size_is_told(text: str) -> None:
    told = f"{text!r} is not a size; write it as 64MiB, 500k or a number of bytes"
    with pytest.raises(ValueError, match=r"^.* is not a size") as raised:
        byte_count(text)
    assert str(raised.value) == told
