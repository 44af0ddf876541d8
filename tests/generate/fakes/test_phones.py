"""Every number is one that phonenumbers accepts for the country, and nobody shares one."""

import re
from pathlib import Path

import phonenumbers
import pytest
import yaml

from tdmock.errors import UsageError
from tdmock.generate.fakes import Contacts, phones
from tdmock.generate.fakes.locales import country
from tdmock.generate.fakes.phones import Dialler, Lines
from tdmock.scenario.strangers import unused_phones

DATA = yaml.safe_load(Path(phones.__file__).with_name("phones.yaml").read_text())
COUNTRIES = sorted({*DATA["open"], *DATA["areas"]})


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_numbers_of_a_country_are_valid_in_it(code: str) -> None:
    dialler = Dialler(code, seed=3)
    wide = [*range(0, dialler.fictional, max(1, dialler.fictional // 400))]
    wide += [*range(dialler.fictional, dialler.size, max(1, (dialler.size - dialler.fictional) // 400))]
    for n in {*wide, dialler.size - 1}:
        number = phonenumbers.parse(dialler.number(n))
        assert phonenumbers.is_valid_number(number), number
        assert phonenumbers.region_code_for_number(number) == code, number


@pytest.mark.parametrize("code", ["US", "CA"])
def test_every_area_is_the_countrys_own(code: str) -> None:
    for area in DATA["areas"][code].split():
        for line in ("2345678", "3456789", "4567890", "5550123", "6789012", "7890123", "8901234", "9012345"):
            assert phonenumbers.region_code_for_number(phonenumbers.parse(f"+1{area}{line}")) == code


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_has_blocks_of_one_size_that_share_no_number(code: str) -> None:
    for blocks in (DATA["reserved"].get(code, []), DATA["open"].get(code, [])):
        assert len({(len(block), block.count("#")) for block in blocks}) <= 1
    stems = [block.rstrip("#") for kind in ("reserved", "open") for block in DATA[kind].get(code, [])]
    assert not [(a, b) for a in stems for b in stems if a != b and a.startswith(b)]


@pytest.mark.parametrize("seed", [0, 1, -7, 10**30])
def test_numbers_come_once_and_lead_back(seed: int) -> None:
    dialler = Dialler("SE", seed)  # 400 numbers for fiction, then others
    numbers = [dialler.number(n) for n in range(3000)]
    assert len(set(numbers)) == 3000
    assert [dialler.place(number) for number in numbers] == list(range(3000))
    assert dialler.place("+351912345678") is None


def test_the_numbers_kept_for_fiction_are_used_up_first() -> None:
    dialler = Dialler("US", 0)
    assert dialler.fictional == 35_800
    assert all(dialler.number(n)[5:10] == "55501" for n in range(0, 35_800, 7))
    assert dialler.number(35_800)[5:8] != "555"


def test_a_country_that_has_no_more_numbers_says_so() -> None:
    dialler = Dialler("IS", 0)
    with pytest.raises(UsageError, match="IS has only 1,000,000 phone numbers"):
        dialler.number(dialler.size)


@pytest.mark.parametrize("first", [0, 1000])
def test_nobody_shares_a_phone(first: int) -> None:
    lines = Lines(Dialler("DE", 5), 5, first=first)
    owned = [(phone, person) for person in range(5000) for phone in lines.phones(person)]
    assert len({phone for phone, _ in owned}) == len(owned)
    assert all(lines.person(phone) == person for phone, person in owned[::17])
    assert {len(lines.phones(person)) for person in range(256)} == {1, 2}


def test_a_hundred_thousand_contacts_share_no_phone() -> None:
    phones = [phone for contact in Contacts().page(0, 100_000) for phone in contact["phones"]]
    assert len(set(phones)) == len(phones)


def test_locales_of_one_country_share_no_phone() -> None:
    phones = [
        p for contact in Contacts(0, ["en_CA", "fr_CA", "fr_QC"]).page(0, 6000) for p in contact["phones"]
    ]
    assert len(set(phones)) == len(phones)
    assert {phone[:2] for phone in phones} == {"+1"}


def test_a_share_of_contacts_has_the_companys_number_if_asked_for() -> None:
    contacts = Contacts(shared_phones=0.5).page(0, 3000)
    by_phone: dict[str, list[str | None]] = {}
    for contact in contacts:
        for phone in contact["phones"]:
            by_phone.setdefault(phone, []).append(contact.get("company"))
    shared = {phone: companies for phone, companies in by_phone.items() if len(companies) > 1}
    assert 700 < sum(map(len, shared.values())) < 1500
    assert all(len(set(companies)) == 1 for companies in shared.values())


@pytest.mark.parametrize(
    ("locale", "code"), [("de", "DE"), ("en_US", "US"), ("fr_QC", "CA"), ("no_NO", "NO")]
)
def test_a_locale_has_the_numbers_of_its_country(locale: str, code: str) -> None:
    assert Dialler(country(locale), 0).code == code


@pytest.mark.parametrize("locales", [["de_DE"], ["sv_SE", "de_CH", "de_DE"], ["en_GB", "en_GB"]])
def test_where_the_numbers_for_fiction_end_is_known(locales: list[str]) -> None:
    contacts = Contacts(4, locales)
    for code, first in contacts.fictional.items():
        dialler = Dialler(code, 4)
        numbers = [k for k in range(first + 1000) if country(contacts.locale(k)) == code]
        places = {k: [dialler.place(phone) for phone in contacts.record(k)["phones"]] for k in numbers}
        is_fiction = {k: all(at is not None and at < dialler.fictional for at in places[k]) for k in numbers}
        assert all(is_fiction[k] for k in numbers if k < first)
        assert not all(is_fiction.values())


def test_the_documentation_tells_how_long_the_numbers_for_fiction_suffice() -> None:
    text = (Path(__file__).parents[3] / "docs" / "fixtures.md").read_text(encoding="utf-8")
    told = re.findall(r"\((\w\w)\) \| ([0-9,]+) \| ([0-9,]+) \|", text)
    locales = {"AU": "en_AU", "US": "en_US", "FR": "fr_FR", "GB": "en_GB"} | {
        "CA": "en_CA",
        "DE": "de_DE",
        "SE": "sv_SE",
    }
    assert [code for code, *_ in told] == ["AU", "FR", "US", "GB", "CA", "DE", "SE"]
    for code, numbers, contacts in told:
        assert f"{Dialler(code, 0).fictional:,}" == numbers
        assert f"{Contacts(0, [locales[code]]).fictional[code]:,}" == contacts


@pytest.mark.parametrize(
    "phone", ["", "+", "2025550100", "+1202555010", "+" + "1" * 5000, "+1²", "+1 202 555 0100"]
)
def test_what_is_no_number_is_nobodys(phone: str) -> None:
    assert Dialler("US", 0).place(phone) is None


def test_no_contact_has_the_number_of_a_stranger() -> None:
    """``check`` asks about somebody whom no bridge with this data knows."""
    strangers = {phone for seed in range(50) for phone in unused_phones(seed)}
    for code in COUNTRIES:
        dialler = Dialler(code, 0)
        assert not [phone for phone in strangers if dialler.place(phone) is not None], code
