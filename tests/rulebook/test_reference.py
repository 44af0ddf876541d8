"""The generated rule reference."""

import re

from tdmock.editions import Edition, data
from tdmock.rulebook.explanations import chapters
from tdmock.rulebook.reference import reference


def test_the_rule_reference_is_up_to_date() -> None:
    stored = {file.name: file.read_text(encoding="utf-8") for file in (data("contracts") / "rules").iterdir()}
    assert stored == reference(), "run: make generate"


def test_every_rule_of_every_edition_has_a_section_and_a_row_that_leads_to_it() -> None:
    text = "\n".join(reference().values())
    rules = {clause.id for edition in Edition for chapter in chapters(edition) for clause in chapter.clauses}
    assert set(re.findall(r"^## `(.*)`$", text, re.MULTILINE)) == rules
    assert set(re.findall(r"^\| \[`(.*?)`\]", text, re.MULTILINE)) == rules


def test_a_request_stands_once_on_its_page() -> None:
    for page in reference().values():
        requests = re.findall(r"^Request \d+:\n\n```text\n(.*?)\n```", page, re.MULTILINE | re.DOTALL)
        assert len(requests) == len(set(requests))
        assert len(re.findall(r"^> [A-Z]+ /", page, re.MULTILINE)) == len(requests)
