"""Scenarios that people write for their own bridges: requests, what must come back, the finding if not."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from tdmock.endpoints import ACTIONS, ENDPOINTS, action_name, is_action
from tdmock.exchange.places import parse
from tdmock.findings import Level
from tdmock.scenario.matchers import JsonSchema, Matcher
from tdmock.scenario.model import Kept

_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_RESERVED = {*(endpoint.rules for endpoint in ENDPOINTS.values()), "common", "definition"}


def is_endpoint(name: str) -> bool:
    """Whether a name is that of an endpoint, one action's included."""
    return (name in ENDPOINTS and name != ACTIONS.name) or (is_action(name) and bool(action_name(name)))


def _own_id(value: str) -> str:
    if (group := value.partition(".")[0]) in _RESERVED:
        raise ValueError(f"ids that begin with {group} are tdmock's own; begin with a word of yours")
    return value


def _endpoint(value: str) -> str:
    if not is_endpoint(value):
        raise ValueError(f"is no endpoint; these are {', '.join(ENDPOINTS)}/NAME")
    return value


def _place(value: str) -> str:
    parse(value)
    return value


def _reference(value: str) -> str:
    if not value.startswith(("env:", "file:")):
        raise ValueError("no credential stands in a scenario; write where it is, such as env:OTHER_TOKEN")
    return value


def _status(value: int | str) -> str:
    if value not in _CLASSES and not (str(value).isdecimal() and 100 <= int(value) <= 599):
        raise ValueError("is no status; write one such as 201, or a class such as 2xx")
    return str(value)


_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
_Place = Annotated[str, AfterValidator(_place)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
_Status = Annotated[str, BeforeValidator(_status, json_schema_input_type=int | Literal["2xx", "4xx", "5xx"])]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnFinding(_Model):
    """What a report says where a scenario's expectations are not met."""

    id: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z]+\.[a-z0-9-]+$"),
        AfterValidator(_own_id),
        Field(description="The rule's id, such as acme.ticket-shows; it never changes its meaning"),
    ]
    title: Annotated[_Text, Field(description="A sentence that is true of a bridge that does it right")]
    level: Annotated[Level, Field(description="How much it weighs")] = Level.ERROR
    why: Annotated[str, Field(description="What a breach costs")] = ""
    fix: Annotated[str, Field(description="How to fix a breach")] = ""


class Expect(_Model):
    """What an answer must be; a success, unless ``status`` says otherwise."""

    status: Annotated[
        tuple[_Status, ...],
        BeforeValidator(
            lambda value: value if isinstance(value, list) else [value],
            json_schema_input_type=_Status | list[_Status],
        ),
        Field(min_length=1, description="Statuses, or classes such as 2xx, of which one must come"),
    ] = ("2xx",)
    headers: Annotated[dict[str, Matcher], Field(description="By name, what a header must be")] = Field(
        default_factory=dict
    )
    schema_: Annotated[
        JsonSchema | None,
        Field(alias="schema", description="A JSON Schema of the body, of each page where there are several"),
    ] = None
    body: Annotated[
        dict[_Place, Matcher], Field(description="By place, such as contacts[*].id, what must be there")
    ] = Field(default_factory=dict)


class Request(_Model):
    """A request, what must come back, and what later requests need of that."""

    method: Annotated[Literal["POST", "GET", "PUT", "DELETE"], Field(description="POST without it")] = "POST"
    body: Annotated[Any, Field(description="The body, a template")] = None
    raw: Annotated[str | None, Field(description="The body as text, sent as it is, instead")] = None
    walk: Annotated[bool, Field(description="Follow next_offset to the last page")] = False
    expect: Annotated[Expect, Field(description="What the answer must be")] = Expect()
    capture: Annotated[
        dict[_Name, _Place], Field(description="Names for later requests, each with the place of its value")
    ] = Field(default_factory=dict)


class Step(Request):
    """One of several requests."""

    endpoint: Annotated[
        str | None,
        AfterValidator(lambda value: value and _endpoint(value)),
        Field(description="Where to, such as actions/create_ticket; the scenario's endpoint without it"),
    ] = None


class OwnScenario(Request):
    """One scenario: a request, or several ``steps``, and the finding that tells of unmet expectations."""

    title: Annotated[_Text, Field(description="What is asked, in words")]
    finding: Annotated[OwnFinding, Field(description="What is told where an expectation is not met")]
    each: Annotated[
        dict[_Name, str], Field(description="Names, each with a list: played for each of its items")
    ] = Field(default_factory=dict)
    uses: Annotated[tuple[Kept, ...], Field(description="Untestable where these were not received")] = ()
    credentials: Annotated[
        dict[_Name, dict[str, Annotated[str, AfterValidator(_reference)]]],
        Field(description="Further accounts by name, each value as env:NAME or file:PATH"),
    ] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], Field(description="Several requests, one after the other")] = ()

    @property
    def requests(self) -> tuple[Step, ...]:
        """The requests in their order."""
        return self.steps or (Step(**{name: getattr(self, name) for name in Request.model_fields}),)

    @model_validator(mode="after")
    def _is_one_or_several(self) -> Self:
        if self.steps and self.model_fields_set & Request.model_fields.keys():
            raise ValueError("it has steps, so what is sent and expected stands in these")
        return self
