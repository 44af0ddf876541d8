"""Patterns formatted as moment.js 2.31 itself does it, parsed back, and read in other ways."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from tdmock.definition.moment import format_moment, has_tokens, parse_moment
from tdmock.definition.moment_slips import has_open_bracket, readings, translated

EXPECTED = {
    "2024-02-29T13:05:09.042Z": {
        "YYYY-MM-DDTHH:mm:ssZ": "2024-02-29T13:05:09+00:00",
        "Y YY YYYY YYYYY YYYYYY": "2024 24 2024 02024 +002024",
        "M Mo MM MMM MMMM": "2 2nd 02 Feb February",
        "Q Qo D Do DD DDD DDDo DDDD": "1 1st 29 29th 29 60 60th 060",
        "d do dd ddd dddd e E": "4 4th Th Thu Thursday 4 4",
        "w wo ww W Wo WW": "9 9th 09 9 9th 09",
        "gg gggg ggggg GG GGGG GGGGG": "24 2024 02024 24 2024 02024",
        "H HH h hh k kk hmm hmmss Hmm Hmmss a A": "13 13 1 01 13 13 105 10509 1305 130509 pm PM",
        "m mm s ss S SS SSS SSSS SSSSSS SSSSSSSSS": "5 05 9 09 0 04 042 0420 042000 042000000",
        "X x Z ZZ z zz": "1709211909 1709211909042 +00:00 +0000 UTC Coordinated Universal Time",
        "y yy yyyy yo N NNNN": "2024 2024 2024 2024th AD Anno Domini",
        "LT LTS L": "1:05 PM 1:05:09 PM 02/29/2024",
        "LL LLL": "February 29, 2024 February 29, 2024 1:05 PM",
        "LLLL": "Thursday, February 29, 2024 1:05 PM",
        "l ll lll": "2/29/2024 Feb 29, 2024 Feb 29, 2024 1:05 PM",
        "llll": "Thu, Feb 29, 2024 1:05 PM",
        "[at] HH [o'clock] \\D T": "at 13 o'clock D T",
    },
    "2021-01-03T00:00:00.000+05:30": {
        "YYYY-MM-DDTHH:mm:ssZ": "2021-01-03T00:00:00+05:30",
        "Y YY YYYY YYYYY YYYYYY": "2021 21 2021 02021 +002021",
        "M Mo MM MMM MMMM": "1 1st 01 Jan January",
        "Q Qo D Do DD DDD DDDo DDDD": "1 1st 3 3rd 03 3 3rd 003",
        "d do dd ddd dddd e E": "0 0th Su Sun Sunday 0 7",
        "w wo ww W Wo WW": "2 2nd 02 53 53rd 53",
        "gg gggg ggggg GG GGGG GGGGG": "21 2021 02021 20 2020 02020",
        "H HH h hh k kk hmm hmmss Hmm Hmmss a A": "0 00 12 12 24 24 1200 120000 000 00000 am AM",
        "m mm s ss S SS SSS SSSS SSSSSS SSSSSSSSS": "0 00 0 00 0 00 000 0000 000000 000000000",
        "X x Z ZZ z zz": "1609612200 1609612200000 +05:30 +0530 UTC Coordinated Universal Time",
        "y yy yyyy yo N NNNN": "2021 2021 2021 2021st AD Anno Domini",
        "LT LTS L": "12:00 AM 12:00:00 AM 01/03/2021",
        "LL LLL": "January 3, 2021 January 3, 2021 12:00 AM",
        "LLLL": "Sunday, January 3, 2021 12:00 AM",
        "l ll lll": "1/3/2021 Jan 3, 2021 Jan 3, 2021 12:00 AM",
        "llll": "Sun, Jan 3, 2021 12:00 AM",
        "[at] HH [o'clock] \\D T": "at 00 o'clock D T",
    },
    "0999-07-11T12:30:00.500-08:00": {
        "YYYY-MM-DDTHH:mm:ssZ": "0999-07-11T12:30:00-08:00",
        "Y YY YYYY YYYYY YYYYYY": "0999 99 0999 00999 +000999",
        "M Mo MM MMM MMMM": "7 7th 07 Jul July",
        "Q Qo D Do DD DDD DDDo DDDD": "3 3rd 11 11th 11 192 192nd 192",
        "d do dd ddd dddd e E": "4 4th Th Thu Thursday 4 4",
        "w wo ww W Wo WW": "28 28th 28 28 28th 28",
        "gg gggg ggggg GG GGGG GGGGG": "99 0999 00999 99 0999 00999",
        "H HH h hh k kk hmm hmmss Hmm Hmmss a A": "12 12 12 12 12 12 1230 123000 1230 123000 pm PM",
        "m mm s ss S SS SSS SSSS SSSSSS SSSSSSSSS": "30 30 0 00 5 50 500 5000 500000 500000000",
        "X x Z ZZ z zz": "-30625183800 -30625183799500 -08:00 -0800 UTC Coordinated Universal Time",
        "y yy yyyy yo N NNNN": "999 999 0999 999th AD Anno Domini",
        "LT LTS L": "12:30 PM 12:30:00 PM 07/11/0999",
        "LL LLL": "July 11, 0999 July 11, 0999 12:30 PM",
        "LLLL": "Thursday, July 11, 0999 12:30 PM",
        "l ll lll": "7/11/0999 Jul 11, 0999 Jul 11, 0999 12:30 PM",
        "llll": "Thu, Jul 11, 0999 12:30 PM",
        "[at] HH [o'clock] \\D T": "at 12 o'clock D T",
    },
}


@pytest.mark.parametrize("when", EXPECTED)
def test_every_token_is_written_as_moment_writes_it(when: str) -> None:
    moment = datetime.fromisoformat(when)
    assert {pattern: format_moment(pattern, moment) for pattern in EXPECTED[when]} == EXPECTED[when]


def test_a_time_without_a_zone_is_utc() -> None:
    naive = datetime(2024, 2, 29, 13, 5)  # noqa: DTZ001  the case under test
    assert format_moment("HH:mmZ", naive) == "13:05+00:00"


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2068, 1, 1)),  # noqa: DTZ001  made aware below
    st.sampled_from(
        [
            "YYYY-MM-DDTHH:mm:ss.SSSZ",
            "dddd, MMMM Do YY, h:mm:ss.SSS a ZZ",
            "x",
            "GGGG-[W]WW-E H:m:s.SSS",
            "YYYY-DDDD kk:mm:ss.SSSSSS",
            "D/M/YYYY hh:mm:ss.SSSSSSSSS A",
        ]
    ),
)
def test_what_was_written_is_read_back(moment: datetime, pattern: str) -> None:
    moment = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    read = parse_moment(pattern, format_moment(pattern, moment))
    assert read == (moment.replace(microsecond=0) if pattern == "x" else moment)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("YYYY-MM-DD", "2024-2-29"),
        ("YYYY-MM-DD", "2023-02-29"),
        ("YYYY-MM-DD", "2024-02-29T00:00"),
        ("YYYY-MM-DD", "２０２４-02-29"),
        ("HH:mm", "24:60"),
        ("hh:mm A", "13:00 PM"),
        ("MM MMM", "02 Mar"),
        ("ddd YYYY-MM-DD", "Mon 2024-02-29"),
        ("YYYY DDDD", "2023 366"),
        ("YYYY-MM-DD[Z]", "2024-02-29+00:00"),
    ],
)
def test_what_is_not_in_the_pattern_is_refused(pattern: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_moment(pattern, text)


def test_an_offset_may_be_written_as_the_letter() -> None:
    assert parse_moment("YYYY-MM-DDTHH:mm:ssZ", "2024-02-29T10:00:00Z") == datetime(
        2024, 2, 29, 10, tzinfo=UTC
    )
    assert parse_moment("HH:mmZ", "10:00+02:30").utcoffset() == timedelta(hours=2.5)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("\\YYYY \\Mo \\u \\LT", "YYYY Mo u LT"),
        ("HH\\hmm", "13hmm"),
        ("\\\\YYYY", "2024"),
        ("a\\", "pm"),
        ("\\[YYYY]", "[2024]"),
        ("[a\\]b] D", "a\\]b 29"),
        ("[a[b]c]", "[pmb]c"),
        ("[LT] \\[LT]", "LT [LT]"),
    ],
)
def test_brackets_and_backslashes_keep_text_as_moment_does(pattern: str, written: str) -> None:
    assert format_moment(pattern, datetime(2024, 2, 29, 13, 5, 9, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("pattern", "others"),
    [
        ("YYYY-MM-DDTHH:mm:ssZ", ["YYYY-MM-DDTHH:mm:ss[Z]"]),
        ("yyyy-mm-dd", ["YYYY-MM-DD"]),
        ("d.M.yyyy", ["D.M.YYYY"]),
        ("dd/mm/yyyy HH:mm", ["DD/MM/YYYY HH:mm"]),
        ("yyyy-MM-dd'T'HH:mm:ss'Z'", ["YYYY-MM-DD[T]HH:mm:ss[Z]"]),
        ("yyyy-MM-dd'T'HH:mmXXX", ["YYYY-MM-DD[T]HH:mmZ"]),
        ("YYYY-MM-DD HH:MM:SS", ["YYYY-MM-DD HH:mm:ss"]),
        ("YYYYMMDDHHMM", ["YYYYMMDDHHmm"]),
        ("YYYY-MM-DD hh:mm", ["YYYY-MM-DD HH:mm"]),
        ("hh:mmZ", ["hh:mm[Z]", "HH:mmZ"]),
        *(
            (pattern, [])
            for pattern in (
                "DD.MM.YYYY HH:mm",
                "hh:mm A",
                "LT",
                "HH:mm DD/MM",
                "mm:ss",
                "D HH [h] mm",
                "%Y-%m-%d",
            )
        ),
        *((pattern, []) for pattern in ("dd, DD.MM.YYYY", "HH:mm:ss.SS", "X.SSS", "\\hh:mm [HH:MM]")),
    ],
)
def test_other_readings_are_told_after_the_main_one(pattern: str, others: list[str]) -> None:
    assert [reading.pattern for reading in readings(pattern)] == [pattern, *others]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("YYYY-MM-DD at HH:mm", "YYYY-MM-DD [at] HH:mm"),
        ("DD/MM/YYYY às HHuhr", "DD/MM/YYYY [às] HH[uhr]"),
        ("%Y-%m-%dT%H:%M:%SZ", "YYYY-MM-DD[T]HH:mm:ss[Z]"),
        ("%e %B %Y at %H [o'clock]", "D MMMM YYYY [at] HH [o'clock]"),
        ("YYYY-MM-DD'T'HH:mm", "YYYY-MM-DD[T]HH:mm"),
        ("D 'de' MMMM", "D [de] MMMM"),
        ('YYYY-MM-DD"T"HH24:MI', "YYYY-MM-DD[T]HH24:mm"),
        ("EEE, DD MMM YYYY HH:mm:ssXXX", "ddd, DD MMM YYYY HH:mm:ssZ"),
        ("hh:mm tt", "hh:mm A"),
    ],
)
def test_words_and_signs_of_other_languages_are_translated(pattern: str, wanted: str) -> None:
    assert translated(pattern) == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        "YYYY-MM-DDTHH:mm:ss[Z o'clock] [it's Bob's] \\u",
        "YYYY年M月D日",
        "DD/MM/YYYY à HH:mm",
        "MMM 'YY",
        "H'mm'ss''",
        "YYYY-MM-DD%20HH:mm",
        "\\%Y [%Y]",
        "LLLL",
        "X.SSS",
    ],
)
def test_what_moment_writes_as_it_stands_is_not_translated(pattern: str) -> None:
    assert translated(pattern) is None


def test_brackets_that_stay_open_are_found() -> None:
    assert has_open_bracket("[at HH:mm") is True
    assert has_open_bracket("[a[b]c]") is True
    assert has_open_bracket("[at] \\[HH:mm]") is False


def test_a_pattern_has_tokens_outside_of_brackets_only() -> None:
    assert has_tokens("HH") is True
    assert has_tokens("[HH] 12-34") is False
