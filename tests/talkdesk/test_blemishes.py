"""Text that was spoiled is told from text that merely looks odd."""

from collections.abc import Iterable
from html import escape

import pytest
from hypothesis import given, strategies as st

from tdmock.generate.fakes import Contacts
from tdmock.talkdesk.blemishes import Blemish, Texts, is_garbled, is_placeholder

WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), max_size=20
)


def seen(*values: object, field: str = "company") -> Texts:
    texts = Texts()
    texts.see("contacts", [(place, {field: value}) for place, value in enumerate(values)])
    return texts


def told(*values: object, field: str = "company") -> set[Blemish]:
    return {blemish for blemish, _ in seen(*values, field=field).spoilt(Blemish)}


@pytest.mark.parametrize("text", ["JosÃ©", "MÃ¼ller & SÃ¶hne", "Coâ€™s", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "æ—¥æœ¬", "10 â‚¬"])
def test_garbled_text_is_known(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "José",
        "JOÃO",
        "CONCEIÇÃO",
        "Ærø",
        "CAFÉ®",
        "«CAFÉ»",
        "Nº 3ª",
        "Привет",
        "日本",
        "Zoë’s",
        "Â",
        "½ Ã",
    ],
)
def test_text_with_accents_is_not_garbled(text: str) -> None:
    assert not is_garbled(text)


@given(WORDS)
def test_text_that_is_decoded_wrongly_is_known_whatever_it_was(text: str) -> None:
    garbled = text.encode().decode("latin-1")
    assert is_garbled(garbled) or text.isascii() or any("\u0180" <= char <= "\u02af" for char in text)


@pytest.mark.parametrize(
    "text", ["None", "null", "undefined", "nan", "NaN", "[object Object]", "Ann undefined"]
)
def test_words_for_an_empty_value_are_known(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text", ["Null", "Christopher Null", "Nan Goldin", "None Such", "Ann None", "annulled", ""]
)
def test_people_and_companies_may_be_called_nearly_so(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("values", "blemishes"),
    [
        (["Lee &amp; Sons"], {Blemish.ESCAPED}),
        (["Lee &#38; Sons", "O&#x27;Neil"], {Blemish.ESCAPED}),
        (["Lee &amp; Sons", "Ray & Sons"], set()),
        (["Lee &amp; Sons", "<b>"], set()),
        (["M\\u00fcller", "J\\u00e4ger"], {Blemish.ENCODED}),
        (["M%C3%BCller", "Ann%20Lee"], {Blemish.ENCODED}),
        (["=?UTF-8?B?TcO8bGxlcg==?=", "Re: =?utf-8?q?M=C3=BC?="], {Blemish.ENCODED}),
        (["b'Lee'", 'b"O\'Neil"'], {Blemish.ENCODED}),
        (["['Lee']", '["Ray"]'], {Blemish.ENCODED}),
        (["Lee\0\0", "Müller\0"], {Blemish.ENCODED}),
        (["M\\u00fcller"], set()),
        (["M\\u00fcller", "J\\u00e4ger", "Röhm"], set()),
        (["100% cotton", "5%20 off now"], set()),
        (["https://a.example/x%20y", "see https://a.example/%C3%BC%C3"], set()),
        (["C:\\users", "[urgent]"], set()),
        (["Write \\u0041", "and \\u0062"], set()),
        (["CafÃ©"], {Blemish.GARBLED}),
        (["CafÃ©", "Café"], set()),
        (["M?ller", "J?ger"], {Blemish.LOST}),
        (["M?ller"], set()),
        (["M?ller", "J?ger", "Jäger"], set()),
        (["??? ??", "????"], {Blemish.LOST}),
        (["Who?", "What??"], set()),
        (["caf\ufffd", "\ufffd"], {Blemish.LOST}),
        (["None", "None"], {Blemish.PLACEHOLDER}),
        (["None"], set()),
        (["None", "None", None], {Blemish.PLACEHOLDER}),
        (["None", "None", ""], set()),
        (["", " "], set()),
        ([7, ["x"], {"a": 1}], set()),
    ],
)
def test_a_blemish_is_told_unless_the_field_shows_that_it_is_in_the_data(
    values: Iterable[object], blemishes: set[Blemish]
) -> None:
    assert told(*values) == blemishes


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_a_blank_name_is_told_at_once(name: str) -> None:
    assert told("Ann", name, "Bob", field="name") == {Blemish.BLANK}


def test_what_one_page_shows_counts_on_the_others() -> None:
    texts = seen("Lee &amp; Sons")
    texts.merge(seen("Ray & Sons"))
    assert not list(texts.spoilt(Blemish))


def test_the_first_place_is_the_example() -> None:
    ((_, tally),) = seen("Lee", "Ray &amp; Co", "Poe &amp; Co").spoilt(Blemish)
    assert (tally.at, tally.example, tally.spoilt) == ("contacts[1].company", "Ray &amp; Co", 2)


@pytest.mark.parametrize(
    "locale", ["en_US", "de_DE", "fr_FR", "pt_BR", "pl_PL", "tr_TR", "ru_RU", "ja_JP", "ar_AA"]
)
def test_no_fake_contact_of_any_language_is_spoiled(locale: str) -> None:
    texts = Texts()
    texts.see("contacts", list(enumerate(Contacts(0, [locale]).page(0, 300))))
    assert not list(texts.spoilt(Blemish))


def test_an_account_that_is_escaped_throughout_is_told() -> None:
    contacts = [{**item, "company": escape(f"{item['name']} & Co")} for item in Contacts(0).page(0, 50)]
    texts = Texts()
    texts.see("contacts", list(enumerate(contacts)))
    assert {blemish for blemish, _ in texts.spoilt(Blemish)} == {Blemish.ESCAPED}
