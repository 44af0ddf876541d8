"""Names, companies, addresses and texts as people of a language would write them."""

import re
from string import Formatter
from typing import Any

import pytest
import yaml
from faker.config import AVAILABLE_LOCALES

from tdmock.generate.fakes import Contacts
from tdmock.generate.fakes.locales import country
from tdmock.generate.fakes.texts import FOLDER, Texts, texts
from tdmock.generate.fakes.words import words

FILES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
PLACES = {"contact", "agent", "number", "product"}


def reading(locale: str, name: str) -> str:
    return words(locale, 0)._latin(name)


@pytest.mark.parametrize(
    ("locale", "name", "expected"),
    [
        ("ja_JP", "林", "hayashi"),
        ("ja_JP", "直人", "naoto"),
        ("zh_CN", "林", "lin"),
        ("zh_CN", "曾", "zeng"),
        ("ko_KR", "이", "lee"),
        ("ko_KR", "영식", "yeongsik"),
        ("de_DE", "Müller", "mueller"),
        ("sv_SE", "Åkerström", "akerstrom"),
        ("da_DK", "Søgaard", "soegaard"),
        ("fr_FR", "Lefèvre", "lefevre"),
        ("pl_PL", "Wróbel", "wrobel"),
        ("tr_TR", "Işık", "isik"),
        ("ru_RU", "Сергей", "sergey"),
        ("uk_UA", "Григорій", "hryhorii"),
        ("bg_BG", "Христо", "hristo"),
        ("el_GR", "Παπαδόπουλου", "papadopoulou"),
        ("el_GR", "Μπούζα", "bouza"),
        ("vi_VN", "Nguyễn", "nguyen"),
        ("ar_SA", "حسين", "hussein"),
        ("th_TH", "สมใจ", "somjai"),
        ("hi_IN", "प्रकाश", "prakash"),
        ("he_IL", "יצחק", "yitzhak"),
        ("ar_SA", "كسّاب", ""),  # its vowels are not written, so nobody guesses them
    ],
)
def test_a_name_is_read_as_in_its_own_language(locale: str, name: str, expected: str) -> None:
    assert reading(locale, name) == expected


@pytest.mark.parametrize("locale", sorted(AVAILABLE_LOCALES))
def test_every_locale_has_names_and_companies(locale: str) -> None:
    own = words(locale, 0)
    assert sum(len(form.heads) * len(form.tails) for form in own.names) > 300
    assert all(slug for form in own.names for slug in (*form.head_slugs, *form.tail_slugs))
    heads = [slug for form in own.names for slug in form.head_slugs]
    assert len(set(heads)) == len(heads)
    domains = [domain for _, domain in own.companies]
    assert len(set(domains)) == len(domains) > 15
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.example", domain) for domain in domains)
    assert not [name for name, _ in own.companies if "{" in name or "  " in name or name != name.strip()]


def test_colleagues_share_company_domain_and_address() -> None:
    by_company: dict[str, list[dict[str, Any]]] = {}
    for contact in Contacts(3, ["en_GB"]).page(0, 50):
        if "company" in contact:
            by_company.setdefault(contact["company"], []).append(contact)
    teams = [team for team in by_company.values() if len(team) > 1]
    assert len(teams) > 3
    for team in teams:
        domains = {mail.split("@")[1] for one in team for mail in one.get("emails", [])[:1]}
        assert len(domains) <= 1
        assert len({one["address"] for one in team if "address" in one}) <= 1


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for pair in value.items() for part in pair for leaf in leaves(part)]
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_texts_holds_texts_only(name: str) -> None:
    content = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert {type(leaf) for leaf in leaves(content)} == {str}  # YAML takes no, on and 12 for something else
    assert content.keys() - {"countries"} <= set(Texts.__dataclass_fields__)


@pytest.mark.parametrize("name", FILES)
def test_texts_of_interactions_have_known_places_only(name: str) -> None:
    for kind, pairs in texts(name, "").interactions.items():
        assert kind in {"ticket", "case", "deal", "call"}
        for pair in pairs:
            assert len(pair) == 2
            assert {field for text in pair for _, field, *_ in Formatter().parse(text) if field} <= PLACES


def test_texts_are_those_of_the_country() -> None:
    assert " Ltd" in texts("en_GB", "GB").forms
    assert " LLC" in texts("en_US", "US").forms


def test_people_have_our_own_names_where_fakers_are_odd() -> None:
    people = texts("es_ES", "ES").people
    [form] = words("es_ES", 0).names
    assert set(form.heads) == {*people["first_name_male"], *people["first_name_female"]}
    assert {tail.strip() for tail in form.tails} == set(people["last_name"])
    assert form.heads != words("es_ES", 1).names[0].heads  # another seed begins with other people


def test_names_are_spelled_as_their_owners_do() -> None:
    tails = {tail.strip() for form in words("en_US", 0).names for tail in form.tails}
    assert {"McDonald", "O'Connor"} <= tails
    assert not tails & texts("en", "US").spelling.keys()


def test_no_contact_has_an_address_of_another_country() -> None:
    assert not words("en_KE", 0).addresses  # Faker would give an American one
    assert words("en_US", 0).addresses
    assert country("en_KE") == "KE"
