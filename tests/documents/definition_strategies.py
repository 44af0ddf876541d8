"""Hypothesis strategies for definitions, with texts that trouble formats."""

from hypothesis import strategies as st

from tdmock.definition import Action, ActionInput, AuthField, Definition
from tdmock.definition.model import AUTHENTICATION_TYPES

# What marks up, quotes, separates or ends something in one of the formats or in a cell.
_TRICKY = st.sampled_from(
    [
        *('"quoted"', "“typographic”", "'a'", "• bullet", "- dash", "1. one", "a: b", "key: x", "name"),
        *("=1+1", "#N/A", "a|b", "a\\|b", "<br>", "<b>bold</b>", "&amp;", "*a* _b_ `c`", "[a](b)", "![a](b)"),
        *(
            "two  blanks",
            "non\u00a0breaking",
            "a\nb",
            "a\n\nb",
            "• a\n• b",
            "key: a\nname: b",
            "{{a.b}}",
            "true",
        ),
        *(
            "\\",
            "\\\\",
            "|",
            "~~a~~",
            "a,b",
            '"',
            '"a" "b"',
            "Field",
            "Integration Details",
            "\u200b",
            "_x0041_",
        ),
        *(
            "👩\u200d💻 ñ 漢字",
            "https://a_b.example.org/_x_",
            "end\\",
            "_a_b_",
            "```",
            "\x00\x1f\ufffe",
            "e\u0301",
        ),
    ]
)
TEXT = st.one_of(st.text(min_size=1, max_size=20), _TRICKY).map(str.strip).filter(bool)
OPTIONAL = st.one_of(st.none(), TEXT)
ITEMS = st.lists(
    TEXT.map(lambda text: " ".join(text.replace(",", " ").split())).filter(bool), max_size=2
).map(tuple)
SOURCES = st.sampled_from([None, "input", "default", "auth_validation"])
FIELDS = st.builds(
    AuthField,
    field_name=TEXT,
    display=OPTIONAL,
    mandatory=st.booleans(),
    type=st.sampled_from(["input", "oauth"]),
    store=st.booleans(),
    help=OPTIONAL,
    format=OPTIONAL,
    source=SOURCES,
)
INPUTS = st.builds(
    ActionInput,
    key=TEXT,
    name=OPTIONAL,
    type=TEXT,
    mandatory=st.booleans(),
    format=OPTIONAL,
    default=OPTIONAL,
)
ACTIONS = st.builds(
    Action,
    name=TEXT,
    endpoint=TEXT,
    provider=OPTIONAL,
    display=OPTIONAL,
    description=OPTIONAL,
    inputs=st.lists(INPUTS, max_size=2).map(tuple),
    scoping=ITEMS,
)
DEFINITIONS = st.builds(
    Definition,
    name=TEXT,
    display_name=OPTIONAL,
    description=OPTIONAL,
    logo_url=OPTIONAL,
    icon_url=OPTIONAL,
    authentication_type=st.sampled_from(AUTHENTICATION_TYPES),
    authentication_configuration=st.lists(FIELDS, max_size=2).map(tuple),
    auth_validation_endpoint=OPTIONAL,
    contact_synchronization_endpoint=OPTIONAL,
    agent_synchronization_endpoint=OPTIONAL,
    interaction_retrieval_endpoint=OPTIONAL,
    interaction_types=ITEMS,
    actions=st.lists(ACTIONS, max_size=2).map(tuple),
)
