"""What `tdmock init` proposes for a definition that leaves things out."""

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings

from tdmock.definition import Definition
from tdmock.definition.lint import lint
from tdmock.definition.read import Loaded
from tdmock.documents.completion import completed
from tdmock.documents.load import builtin, load_with_positions
from tdmock.documents.template import definition_yaml
from tests.documents.definition_strategies import DEFINITIONS

DETAILS = {
    "definition.display-name-is-given",
    "definition.details-are-given",
    "definition.fields-are-complete",
    "definition.action-details-are-given",
    "definition.provider-is-the-integration",
    "definition.inputs-are-complete",
}


def rules(loaded: Loaded) -> set[str]:
    return {breach.rule for breach in lint(loaded)}


def test_what_leaves_nothing_out_stays_as_it_is() -> None:
    assert completed(builtin()) == builtin()


@given(DEFINITIONS)
@settings(max_examples=60, deadline=None, derandomize=True, phases=(Phase.generate,))
def test_no_detail_is_left_out_then_also_of_the_file(definition: Definition) -> None:
    whole = completed(definition)
    assert not rules(Loaded(definition=whole)) & DETAILS
    assert whole.endpoints == definition.endpoints
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "integration.yaml"
        path.write_text(definition_yaml(whole), encoding="utf-8")
        assert rules(load_with_positions(path)) == rules(Loaded(definition=whole))
