"""Each rule of definitions, kept and broken: a sound definition, and what a rule says of a change to it."""

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tdmock import editions
from tdmock.definition import Definition
from tdmock.definition.lint import clauses, lint, lint_images
from tdmock.definition.read import Loaded
from tdmock.definition.rules import RULES
from tdmock.documents.load import load_with_positions
from tdmock.editions import Edition
from tdmock.errors import TdmockError
from tdmock.findings import Level, Status

BASE = "https://bridge.example.org"


def sound() -> dict[str, Any]:
    """A definition without any finding."""
    return {
        "name": "acme",
        "display_name": "Acme",
        "description": "Sells everything.",
        "logo_url": "https://acme.example.org/logo.png",
        "icon_url": "https://acme.example.org/icon.png",
        "authentication_type": "custom",
        "authentication_configuration": [
            {
                "field_name": "account",
                "display": "Account",
                "mandatory": True,
                "type": "input",
                "store": True,
                "format": "https://{{account}}.acme.example.org",
            }
        ],
        "auth_validation_endpoint": f"{BASE}/auth",
        "contact_synchronization_endpoint": f"{BASE}/contacts",
        "agent_synchronization_endpoint": f"{BASE}/agents",
        "interaction_retrieval_endpoint": f"{BASE}/interactions",
        "interaction_types": ["ticket", "case"],
        "actions": [
            {
                "provider": "acme",
                "name": "create",
                "display": "create ticket",
                "description": "create a ticket",
                "endpoint": f"{BASE}/create",
                "scoping": ["automation", "ticket"],
                "inputs": [
                    {
                        "key": "a",
                        "name": "A",
                        "type": "text",
                        "mandatory": True,
                        "format": "{{contact.first_name}}",
                    },
                    {
                        "key": "b",
                        "name": "B",
                        "type": "select",
                        "mandatory": True,
                        "format": "x, y",
                        "default": "x",
                    },
                    {
                        "key": "c",
                        "name": "C",
                        "type": "datetime",
                        "mandatory": False,
                        "format": "YYYY-MM-DD [at] HH:mm",
                    },
                ],
            }
        ],
    }


def found(details: dict[str, Any], edition: Edition = Edition.CURRENT) -> set[tuple[str, str]]:
    """Rule and path of every breach."""
    breaches = lint(Loaded(definition=Definition.model_validate(details)), edition)
    assert all(breach.expected and breach.actual for breach in breaches)
    return {(breach.rule.removeprefix("definition."), breach.at) for breach in breaches}


def changed(path: str, value: Any = None, **others: Any) -> dict[str, Any]:
    """The sound definition with the value at a path replaced, or taken out when there is none."""
    details = sound() | others
    *steps, last = (int(step) if step.isdigit() else step for step in re.findall(r"\w+", path))
    node: Any = details
    for step in steps:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return details


def repeated(path: str, **changes: Any) -> dict[str, Any]:
    """The sound definition with the first entry of a list once more at its end, with some changes."""
    details = sound()
    entries: Any = details
    for step in re.findall(r"\w+", path):
        entries = entries[int(step) if step.isdigit() else step]
    entries.append({**entries[0], **changes})
    return details


FIELD, ACTION = "authentication_configuration[0]", "actions[0]"
TEXT, SELECT, DATE = "actions[0].inputs[0]", "actions[0].inputs[1]", "actions[0].inputs[2]"

# By rule: the places where it is broken, each with the value that breaks it; without a value it is left out.
BROKEN: dict[str, list[tuple[str] | tuple[str, Any]]] = {
    "display-name-is-given": [("display_name",)],
    "details-are-given": [("description",), ("logo_url",), ("icon_url",)],
    "images-are-urls": [("logo_url", "/logo.png"), ("icon_url", "www.example.org/icon.png")],
    "endpoints-are-urls": [
        ("auth_validation_endpoint", "/auth"),
        ("auth_validation_endpoint", "bridge.example.org/auth"),
        ("contact_synchronization_endpoint", "ftp://bridge.example.org/x"),
        ("contact_synchronization_endpoint", "https://"),
        ("agent_synchronization_endpoint", "https://bridge.example.org:99999/"),
        ("interaction_retrieval_endpoint", "https://["),
        (f"{ACTION}.endpoint", "https://bridge.example.org/a b"),
        (f"{ACTION}.endpoint", "https://bri<dge.example.org/a"),
        (f"{ACTION}.endpoint", "https://bridge..example.org/a"),
        (f"{ACTION}.endpoint", "https://{{account}}.example.org/a"),
        (f"{ACTION}.endpoint", "https://bridge.example.org/{id}/a"),
        (f"{ACTION}.endpoint", "https://bridge.example.org/a\x1b[2J"),
        (f"{ACTION}.endpoint", "https://bridge.example.org\\a"),
    ],
    "names-can-be-seen": [
        ("display_name", "\u202eemcA"),
        (f"{FIELD}.display", "Acc\x00ount"),
        (f"{ACTION}.name", "create\x07"),
        (f"{ACTION}.display", "create \x1b[31mticket"),
        (f"{TEXT}.name", "A\x7f"),
        (f"{TEXT}.key", "a\u2066"),
    ],
    "endpoints-use-https": [("agent_synchronization_endpoint", "http://bridge.example.org/x")],
    "endpoints-are-distinct": [(f"{ACTION}.endpoint", f"{BASE}/auth")],
    "endpoints-share-a-host": [(f"{ACTION}.endpoint", "https://other.example.org/")],
    "interaction-types-are-unique": [("interaction_types[1]", "ticket")],
    "authentication-type-is-known": [("authentication_type", "basic")],
    "custom-has-fields": [("authentication_configuration",)],
    "custom-has-a-validator": [("auth_validation_endpoint",)],
    "fields-are-complete": [(f"{FIELD}.{name}",) for name in ("display", "mandatory", "store")],
    "field-types-are-known": [(f"{FIELD}.type", "password")],
    "field-sources-are-known": [(f"{FIELD}.source", "user")],
    "field-templates-name-fields": [(f"{FIELD}.format", "https://{{acount}}.org")],
    "oauth-fields-need-oauth": [(f"{FIELD}.type", "oauth")],
    "action-details-are-given": [
        (f"{ACTION}.{name}",) for name in ("provider", "display", "description", "inputs")
    ],
    "provider-is-the-integration": [(f"{ACTION}.provider", "Zendesk")],
    "action-display-fits": [(f"{ACTION}.display", "a" * 41)],
    "action-texts-are-lower-case": [
        (f"{ACTION}.{name}", "Create Ticket") for name in ("display", "description")
    ],
    "scopes-are-known": [(f"{ACTION}.scoping[1]", "order")],
    "inputs-are-complete": [(f"{TEXT}.{name}",) for name in ("name", "type", "mandatory")],
    "input-types-are-known": [(f"{TEXT}.type", "colour")],
    "input-types-are-documented": [(f"{TEXT}.type", "textarea")],
    "selects-have-options": [(f"{SELECT}.format",), (f"{SELECT}.format", " , ")],
    "options-are-not-empty": [(f"{SELECT}.format", "x,,y"), (f"{SELECT}.format", "x,y,")],
    "options-are-unique": [(f"{SELECT}.format", "x,y, x")],
    "defaults-are-options": [(f"{SELECT}.default", "z")],
    "dates-have-a-pattern": [(f"{DATE}.format",)],
    "date-patterns-have-tokens": [(f"{DATE}.format", "[soon]")],
    "date-patterns-are-plain": [
        (f"{DATE}.format", pattern)
        for pattern in ("YYYY, of course", "%Y-%m-%d", "YYYY-MM-DD'T'HH:mm", "HH:mmXXX", "[at HH:mm")
    ],
    "date-patterns-have-one-reading": [
        (f"{DATE}.format", pattern) for pattern in ("HH:mmZ", "yyyy-mm-dd", "HH:MM", "hh:mm")
    ],
    "templates-are-closed": [
        (f"{TEXT}.format", "{{contact.name}"),
        (f"{TEXT}.default", "}}"),
        (f"{FIELD}.format", "account}}.org"),
    ],
    "templates-name-contact-fields": [(f"{TEXT}.format", "Mr {{ contact.surname }}")],
    "placeholders-are-known": [(f"{TEXT}.format", "{{agent.shoe_size}}"), (f"{TEXT}.format", "{{}}")],
}
# By rule: where it is broken in a definition that takes more than one change to break it.
FURTHER: dict[str, tuple[str, dict[str, Any]]] = {
    "something-is-offered": (
        "",
        {name: sound()[name] for name in ("name", "display_name", "description", "logo_url", "icon_url")}
        | {"authentication_type": "none"},
    ),
    "interaction-types-are-declared": (
        "interaction_types",
        changed(f"{ACTION}.scoping", [], interaction_types=[]),
    ),
    "interaction-types-are-used": ("interaction_types", changed("interaction_retrieval_endpoint")),
    "returned-fields-need-a-validator": (
        f"{FIELD}.source",
        changed(
            f"{FIELD}.source", "auth_validation", auth_validation_endpoint="", authentication_type="oauth2"
        ),
    ),
    "custom-fields-are-entered": (
        "authentication_configuration",
        changed(f"{FIELD}.source", "auth_validation"),
    ),
    "field-names-are-unique": (
        "authentication_configuration[1].field_name",
        repeated("authentication_configuration"),
    ),
    "action-names-are-unique": ("actions[1].name", repeated("actions", endpoint=f"{BASE}/again")),
    "input-keys-are-unique": ("actions[0].inputs[3].key", repeated("actions[0].inputs", name="D")),
    "input-names-are-unique": ("actions[0].inputs[3].name", repeated("actions[0].inputs", key="d")),
}
CASES = [(rule, at[0], changed(*at)) for rule, places in BROKEN.items() for at in places]
CASES += [(rule, at, details) for rule, (at, details) in FURTHER.items()]


def test_a_sound_definition_has_no_findings() -> None:
    assert found(sound()) == set()
    assert found(sound(), Edition.Y2017) == set()


@pytest.mark.parametrize(("rule", "at", "details"), CASES)
def test_a_breach_is_found_where_it_is_and_blamed_on_nothing_else(
    rule: str, at: str, details: dict[str, Any]
) -> None:
    assert found(details) == {(rule, at)}


def test_a_missing_authentication_type_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text(json.dumps(changed("authentication_type")))
    (breach,) = lint(load_with_positions(tmp_path / "d.json"))
    assert breach.rule == "definition.everything-is-read"
    assert breach.at == "authentication_type (line 1, column 1)"


def test_what_was_not_read_is_told_with_its_place(tmp_path: Path) -> None:
    text = json.dumps({**sound(), "budget": 3}, indent=1)
    (tmp_path / "d.json").write_text(text)
    (breach,) = lint(load_with_positions(tmp_path / "d.json"))
    line = text.splitlines().index(' "budget": 3') + 1
    assert (breach.rule, breach.at) == ("definition.everything-is-read", f"budget (line {line}, column 2)")


def test_breaches_tell_the_place_of_the_field_or_of_what_surrounds_it(tmp_path: Path) -> None:
    text = json.dumps(changed(f"{TEXT}.name"), indent=1)
    (tmp_path / "d.json").write_text(text)
    (breach,) = lint(load_with_positions(tmp_path / "d.json"))
    line = text.splitlines().index('     "key": "a",')
    assert breach.at == f"actions[0].inputs[0].name (line {line}, column 5)"


def test_what_stands_there_is_not_called_missing() -> None:
    for rule in ("interaction-types-are-used", "returned-fields-need-a-validator"):
        (breach,) = lint(Loaded(definition=Definition.model_validate(FURTHER[rule][1])))
        assert breach.actual.endswith("without an endpoint")


def test_fields_of_which_one_is_entered_may_come_from_the_validator() -> None:
    details = repeated("authentication_configuration", field_name="token", source="auth_validation")
    assert found(details) == set()


def test_names_in_any_script_are_no_finding() -> None:
    names = ("Привет", "שלום (CRM)\u200e", "می\u200cخواهم", "日本", "👩\u200d💻")
    for name in names:
        assert found(changed("display_name", name)) == set()


@pytest.mark.parametrize(
    ("pattern", "example"), [("YYYY at HH", "YYYY [at] HH"), ("today", "YYYY-MM-DDTHH:mm:ssZ")]
)
def test_a_pattern_of_moment_is_proposed_that_has_tokens(pattern: str, example: str) -> None:
    (breach,) = lint(Loaded(definition=Definition.model_validate(changed(f"{DATE}.format", pattern))))
    assert breach.expected == f"a pattern of moment.js, such as {example}"


def test_all_readings_of_a_date_pattern_are_told_at_once() -> None:
    (breach,) = lint(Loaded(definition=Definition.model_validate(changed(f"{DATE}.format", "hh:mmZ"))))
    assert breach.expected == "hh:mm[Z] or HH:mmZ"
    assert "the pattern is hh:mm[Z]; if hh is meant as HH, the pattern is HH:mmZ" in breach.message


PLACEHOLDERS = [
    *("contact.name", "contact.email", "contact.phone", "contact.phone_number", "contact.last_name"),
    *("contact.address", "contact.company", "contact.website", "contact.title", "agent.name"),
    *("agent.tags_list", "account.email", "account.name", "account_id", "contact_phone_number"),
    *("tags",),
]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_what_talkdesks_texts_put_into_templates_is_no_finding(name: str) -> None:
    assert found(changed(f"{TEXT}.format", f"Dear {{{{ {name} }}}}")) == set()


def test_the_sample_of_2017_is_clean_in_2017() -> None:
    details = changed(f"{ACTION}.inputs", [{"key": "subject", "name": "Ticket subject", "mandatory": True}])
    assert found(details, Edition.Y2017) == set()
    assert found(details) == {("inputs-are-complete", f"{TEXT}.type")}
    assert clauses()["definition.inputs-are-complete"].level is Level.INFO


def test_fields_beside_the_type_none_are_no_finding() -> None:
    assert found(changed("authentication_type", "none")) == set()


def test_a_misspelt_type_is_told_with_the_one_that_is_meant() -> None:
    (breach,) = lint(Loaded(definition=Definition.model_validate(changed("authentication_type", "customs"))))
    assert breach.expected.endswith("did you mean custom?")


def test_an_authentication_field_needs_no_type() -> None:
    assert found(changed(f"{FIELD}.type")) == set()


def test_texts_may_be_of_any_length() -> None:
    details = changed("display_name", "n" * 10_000, description="d" * 100_000)
    assert found(details) == set()


@pytest.mark.parametrize("ending", ["json", "md"])
def test_an_older_name_of_a_field_loads_and_is_told(tmp_path: Path, ending: str) -> None:
    details = sound()
    details["contact_synchronization_url"] = details.pop("contact_synchronization_endpoint")
    details["authentication_fields"] = details.pop("authentication_configuration")
    loaded = Loaded(definition=Definition.model_validate(sound()))
    rows = "".join(
        f"| {older} | {value} |\n"
        for older, value in (
            ("name", "acme"),
            ("contact_synchronization_url", f"{BASE}/contacts"),
            ("authentication_fields", "account<br>display: Account"),
        )
    )
    file = tmp_path / f"d.{ending}"
    file.write_text(json.dumps(details) if ending == "json" else f"| Field | Value |\n|---|---|\n{rows}")
    read = load_with_positions(file)
    assert read.definition.contact_synchronization_endpoint == f"{BASE}/contacts"
    assert [field.field_name for field in read.definition.authentication_configuration] == ["account"]
    older = [breach for breach in lint(read) if breach.rule == "definition.names-are-of-today"]
    assert {breach.actual.partition(",")[0] for breach in older} == {
        "contact_synchronization_url",
        "authentication_fields",
    }
    if ending == "json":
        assert read.definition == loaded.definition
        assert len(lint(read)) == len(older)


def test_the_types_of_oauth2_that_came_later_are_told_for_2017_only() -> None:
    details = changed("authentication_type", "oauth2_password")
    assert found(details) == set()
    assert found(details, Edition.Y2017) == {("authentication-type-is-in-edition", "authentication_type")}


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8000",
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.7:80",
        "[::1]:9000",
        "bridge",
        "bridge.local",
        "a.internal",
    ],
)
def test_http_to_a_machine_or_network_of_ones_own_is_no_finding(host: str) -> None:
    details = json.loads(json.dumps(sound()).replace(BASE, f"http://{host}"))
    assert found(details) == set()


@pytest.mark.parametrize("edition", Edition)
def test_every_rule_has_its_clause_and_no_level_above_its_status(edition: Edition) -> None:
    known = clauses(edition)
    elsewhere = {"everything-is-read", "images-can-be-fetched", "images-fit", "names-are-of-today"}
    assert {f"definition.{name}" for name in elsewhere} | RULES.keys() >= known.keys()
    assert {rule for rule in RULES if rule not in clauses(Edition.Y2017)} == {
        "definition.inputs-are-complete",
        "definition.input-types-are-documented",
    }
    highest = {Status.STATED: Level.ERROR, Status.CARRIED_OVER: Level.ERROR, Status.OPEN: Level.INFO}
    if edition is Edition.Y2017:
        assert all("docs.talkdesk.com" not in clause.source.url for clause in known.values())
    for clause in known.values():
        assert highest.get(clause.source.status, Level.WARNING).at_least(clause.level), clause.id
        assert all((clause.title, clause.why, clause.fix, clause.source.url)), clause.id


def test_every_rule_is_tested_broken() -> None:
    tested = {f"definition.{rule}" for rule, _, _ in CASES}
    assert RULES.keys() - tested == {"definition.authentication-type-is-in-edition"}


def test_the_built_in_example_has_nothing_but_the_two_readings_of_its_date_pattern() -> None:
    breaches = lint(load_with_positions(editions.mycrm_file()))
    assert [breach.rule for breach in breaches] == ["definition.date-patterns-have-one-reading"]
    assert "YYYY-MM-DDTHH:mm:ss[Z]" in breaches[0].message


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 96, 96)
WIDE_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 193, 96)
GIF = b"GIF89a" + struct.pack("<HH", 96, 97)
JPEG = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"ab\xff\xc0" + struct.pack(">HBHH", 17, 8, 96, 192)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'

OLD_SVG = (
    b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <svg> -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG//EN" "a.dtd" ['
    + b'<!ENTITY ns "http://ns.example.org/">' * 40
    + b"]>\n<svg:svg>"
)
PAGE_WITH_SVG = b"<!DOCTYPE html><html><body><svg></svg></body></html>"


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I4s4sI", 30, b"WEBP", kind, 10) + data


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 193, 96))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 192 | 95 << 14) + b"\0" * 5)
EXTENDED = webp(b"VP8X", b"\0" * 4 + b"\xc0\0\0\x5f\0\0")
ICON = b"\0\0\1\0\2\0" + b"\0\0" + b"\0" * 14 + b"\x20\x20" + b"\0" * 14  # 256 and 32 pixels


def serving(
    logo: tuple[str, bytes], icon: tuple[str, bytes] = ("image/png", PNG)
) -> Callable[[str], tuple[str, bytes]]:
    return lambda url: logo if "logo" in url else icon


def unreachable(url: str) -> tuple[str, bytes]:
    raise TdmockError(f"{url} answered 404")


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        (serving(("image/png", PNG)), []),
        (serving(("image/jpeg", JPEG)), []),
        (serving(("image/svg+xml; charset=utf-8", SVG)), []),
        (serving(("image/png", WIDE_PNG)), [("images-fit", "193×96")]),
        (serving(("image/gif", GIF)), [("images-fit", "96×97")]),
        (serving(("image/png", PNG), ("image/png", WIDE_PNG)), [("images-fit", "193×96")]),
        (serving(("image/jpg", JPEG)), []),
        (serving(("image/svg+xml", OLD_SVG)), []),
        (serving(("image/x-icon", ICON)), []),
        (serving(("image/webp", b"RIFF    WEBP")), [("images-can-be-fetched", "image/webp")]),
        *(
            (serving(("image/webp", body)), [("images-fit", "193×96")])
            for body in (LOSSY, LOSSLESS, EXTENDED)
        ),
        (serving(("text/html", PAGE_WITH_SVG)), [("images-can-be-fetched", "text/html")]),
        (serving(("text/html", b"<html>")), [("images-can-be-fetched", "text/html")]),
        (serving(("application/octet-stream", PNG)), [("images-can-be-fetched", "application/octet-stream")]),
        (serving(("image/jpeg", b"\xff\xd8\xff\xe0")), [("images-can-be-fetched", "image/jpeg")]),
        (
            unreachable,
            [
                ("images-can-be-fetched", "https://acme.example.org/logo.png answered 404"),
                ("images-can-be-fetched", "https://acme.example.org/icon.png answered 404"),
            ],
        ),
    ],
)
def test_images_are_judged_by_kind_and_size(fetch: Any, expected: list[tuple[str, str]]) -> None:
    breaches = lint_images(Loaded(definition=Definition.model_validate(sound())), fetch)
    assert [(breach.rule.removeprefix("definition."), breach.actual) for breach in breaches] == expected
