"""``--input ACTION.KEY=VALUE``: which input is meant, and which values Talkdesk could send."""

from typing import Any

import pytest

from tdmock.cli.exact_inputs import exact_inputs, input_objection
from tdmock.configuration.pairs import by_name, read_pairs
from tdmock.definition.model import Action, ActionInput, Definition
from tdmock.errors import UsageError

DEFINITION = Definition(
    name="crm",
    actions=(
        Action(
            name="create",
            endpoint="https://example.org/create",
            inputs=(
                ActionInput(key="mail.box"),
                ActionInput(key="state", type="select", format="open, closed"),
                ActionInput(key="more", type="key/value"),
            ),
        ),
        Action(name="create.mail", endpoint="https://example.org/mail", inputs=(ActionInput(key="subject"),)),
    ),
)


def given(values: list[str]) -> dict[str, dict[str, Any]]:
    pairs = read_pairs(values, "--input", "ACTION.KEY=VALUE")
    return exact_inputs(by_name(pairs, input_objection).values(), DEFINITION)


def test_names_may_have_dots_and_values_equals_signs() -> None:
    pairs = [
        "create.mail.box=a=b",
        "create.mail.subject=Hello",
        "create.state=closed",
        'create.more={"a": "b"}',
    ]
    assert given(pairs) == {
        "create": {"mail.box": "a=b", "state": "closed", "more": {"a": "b"}},
        "create.mail": {"subject": "Hello"},
    }


def test_an_empty_value_is_a_value() -> None:
    assert given(["create.mail.box="]) == {"create": {"mail.box": ""}}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["create"], "write it as ACTION.KEY=VALUE"),
        (["create=x"], "write it as ACTION.KEY=VALUE"),
        (["creat.state=open"], "--input creat.state: no such action; did you mean create?"),
        (["other.state=open"], "there is create, create.mail"),
        (["create.stat=open"], "no such input; did you mean create.state?"),
        (["create.state=opened"], "no such option; did you mean open?"),
        (["create.more=text"], "write a JSON object"),
        (["create.state=open", "create.state=closed"], "it is given twice"),
    ],
)
def test_what_talkdesk_could_not_send_is_refused_with_the_mend(pairs: list[Any], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        given(pairs)
