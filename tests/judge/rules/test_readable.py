"""What counts as an e-mail address, a phone number and a date: real-world forms are, placeholders are not."""

import pytest

from tdmock.judge.rules.readable import is_date, is_email, is_filled, is_phone, lacks_zone

EMAILS = [
    "ann@example.com",
    "ANN@EXAMPLE.COM",
    " ann@example.com ",
    "ann.lee+crm@example.co.uk",
    "o'neil@example.ie",
    "ann-@example.com",
    "ann@mail-1.example.museum",
    "ann@123.com",
    "#!$%&'*+/=?^_`{}|~@example.com",
    "josé@example.es",
    "ann@bücher.example",
    "ann@xn--bcher-kva.example",
    "ann@例え.jp",
    '"ann lee"@example.com',
    '"a@b"@example.com',
    "ann@[192.168.0.1]",
    "ann@localhost",
    "ann@crm",
    "ann@intranet.local",
    "josé@intranet.local",
    "root@mail.internal",
    "ann@sub_domain.example.com",
    "ann@example.test",
]
NO_EMAILS = [
    "",
    " ",
    "-",
    "n/a",
    "none",
    "ann",
    "ann@",
    "@example.com",
    "ann@@example.com",
    "ann at example.com",
    "ann@exa mple.com",
    "ann@example,com",
    "ann@example..com",
    ".ann@example.com",
    "ann.@example.com",
    "ann..lee@example.com",
    "ann@-example.com",
    "ann@example.com, bob@example.com",
    "x" * 400 + "@example.com",
]

PHONES = [
    "+12025550143",
    "+1 (202) 555-0143",
    "(202) 555-0143",
    "202.555.0143",
    "2025550143",
    "12025550143",
    "020 7946 0018",
    "+44 (0)20 7946 0018",
    "00351 210 123 456",
    "011 44 20 7946 0018",
    "030/901820",
    "+55 11 91234-5678",
    "+290 1234",
    "+883510012345",
    "1-800-FLOWERS",
    "112",
    "*100",
    "+1 202 555 0143 ext. 12",
    "+1-202-555-0143 x12",
    "tel:+12025550143",
    "Mobile: +1 202 555 0143",
    "+1 202 555 0143 (mobile)",
    " 2025550143 ",
    "+1\u00a0202\u00a0555\u00a00143",
    "+1\u2011202\u2011555\u20110143",
    "+١٢٠٢٥٥٥٠١٤٣",
    "０３－１２３４－５６７８",
]
NO_PHONES = [
    "",
    "-",
    "+",
    "1",
    "n/a",
    "unknown",
    "call me",
    "ann@example.com",
    "+999123456789",
    "0" * 300,
    "1" * 400,
]

DATES = [
    "2012-11-21 17:53:51 UTC",
    "2012-11-21T17:53:51Z",
    "2012-11-21T17:53:51.123456789Z",
    "2012-11-21T17:53:51+01:00",
    "2012-11-21T17:53:51+0100",
    "2012-11-21 17:53:51 -0800",
    "20121121T175351Z",
    "2012-11-21",
    "2012-11",
    "2012-02-29 00:00:00 UTC",
    "2012-W47-3",
    "2012-326",
    "2012-11-21T24:00:00Z",
    "2012/11/21 17:53",
    "21 Nov 2012 17:53",
    "November 21, 2012",
    "11/21/2012 5:53 PM",
    "21/11/2012",
    "21.11.2012 17:53",
    "Wed, 21 Nov 2012 17:53:51 GMT",
    "Wed Nov 21 17:53:51 UTC 2012",
    "Wed Nov 21 2012 17:53:51 GMT+0000 (Coordinated Universal Time)",
    "2012-11-21T17:53:51+01:00[Europe/Lisbon]",
    "2012-11-21 17:53:51 -0800 PST",
    "2012-11-21 17:53:51 +0000 UTC",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
]
NO_DATES = [
    "",
    " ",
    "-",
    "n/a",
    "NULL",
    "yesterday",
    "last Wednesday",
    "Wednesday",
    "12:30",
    "1",
    "17",
    "1353520431",
    "1353520431000",
    "2012-13-45",
    "0000-00-00 00:00:00",
    "2013-02-29 10:00:00 UTC",
    "2012-11-21 25:61:61 UTC",
    "x" * 400,
]


@pytest.mark.parametrize("text", EMAILS)
def test_an_address_in_any_form_is_an_email(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", NO_EMAILS)
def test_what_no_mail_can_be_sent_to_is_no_email(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize("text", PHONES)
def test_a_number_in_any_form_is_a_phone(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_nobody_can_dial_is_no_phone(text: str) -> None:
    assert not is_phone(text)


@pytest.mark.parametrize("text", DATES)
def test_a_date_in_any_format_is_a_date(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_has_no_year_and_month_is_no_date(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    "text", ["2012-11-21 17:53:51", "2012-11-21T17:53:51.123", "21.11.2012 17:53", "11/21/2012 5:53 PM"]
)
def test_a_time_of_day_without_a_zone_is_known(text: str) -> None:
    assert lacks_zone(text)


@pytest.mark.parametrize(
    "text",
    [
        "2012-11-21",
        "2012-11-21 17:53:51 UTC",
        "2012-11-21T17:53:51Z",
        "2012-11-21T17:53:51.5+01:00",
        "2012-11-21T17:53:51-03",
        "Wed, 21 Nov 2012 17:53:51 GMT",
        "Wed Nov 21 17:53:51 PST 2012",
        "5:53 pm EST, 21 Nov 2012",
        "2012-11-21T17:53:51[Europe/Lisbon]",
        "21 November 2012",
    ],
)
def test_what_has_a_zone_or_no_time_lacks_none(text: str) -> None:
    assert not lacks_zone(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/c/undefined",
        "https://a.example/None/edit",
        "https://a.example/c?id=null&x=1",
        "https://a.example/c/[object Object]",
        "https://a.example/c/{id}",
        "https://a.example/{{contact.id}}",
        "https://${host}/c/1",
    ],
)
def test_a_link_with_a_missing_value_is_known(url: str) -> None:
    assert not is_filled(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/c/nullified",
        "https://a.example/c/None-Such",
        "https://a.example/c/1?filter={%22a%22:1}",
        "https://undefined.example/c/1",
        "https://a.example/c/%7B1%7D",
    ],
)
def test_other_links_are_filled(url: str) -> None:
    assert is_filled(url)
