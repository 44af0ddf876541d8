"""What a change touches is checked in full by the gate."""

from tdmock.sample.faults import CATALOGUE
from tests.touched import touched


def test_a_file_of_an_endpoint_touches_its_faults() -> None:
    assert touched(
        ["--- a/scenarios/contact_sync/again.yaml", "+++ b/scenarios/contact_sync/again.yaml"]
    ) == {"contact_sync.*"}


def test_a_clause_in_a_changed_line_touches_the_faults_that_break_it() -> None:
    diff = [
        "+++ b/contracts/current.yaml",
        "- {id: contacts.id-is-string, level: error}",
        " contacts.ids-survive",
    ]
    names = touched(diff)
    assert names
    assert {CATALOGUE[name].breaks for name in names} == {"contacts.id-is-string"}


def test_other_files_touch_nothing_by_themselves() -> None:
    assert touched(["+++ b/README.md", "+ some words", "-- - x"]) == set()
