"""What a value in an answer must be, in a few words that come down to JSON Schema."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, NoReturn, Self

import jsonschema_rs
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tdmock.redaction.mask import cut

Fill = Callable[[Any], Any]
"""Puts values in the places of their names, such as ``$ticket``."""


def compiled(schema: Any) -> jsonschema_rs.Draft202012Validator:
    """A JSON Schema ready to judge values; it fetches nothing. Raises ValueError where it is none."""
    try:
        return jsonschema_rs.Draft202012Validator(schema, retriever=_refuse)
    except jsonschema_rs.ValidationError as error:
        at = "".join(f"[{json.dumps(step)}]" for step in error.instance_path)
        raise ValueError(f"is no JSON Schema{' at ' + at if at else ''}: {error.message[:200]}") from None


def _refuse(address: str) -> NoReturn:
    raise ValueError(f"{address} is not fetched; put what it refers to under $defs")


def _checked(schema: dict[str, Any]) -> dict[str, Any]:
    compiled(schema)
    return schema


def _pattern(text: str) -> str:
    try:
        compiled({"pattern": text})
    except ValueError:
        raise ValueError(f"{text!r} is no regular expression") from None
    return text


def _shorthand(value: Any) -> Any:
    """A value alone is what must be there."""
    return value if isinstance(value, dict | BaseModel) else {"equals": value}


JsonSchema = Annotated[dict[str, Any], AfterValidator(_checked)]


class Condition(BaseModel):
    """What one value must be: all that is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    equals: Annotated[Any, Field(description="Exactly this")] = None
    one_of: Annotated[list[Any] | str, Field(description="One of these, or of a captured list")] = ()  # type: ignore[assignment] # only what is set counts
    matches: Annotated[
        str, AfterValidator(_pattern), Field(description="Text in which this regular expression is found")
    ] = ""
    type: Annotated[
        Literal["string", "integer", "number", "boolean", "null", "array", "object"],
        Field(description="Of this JSON type"),
    ] = "null"
    schema_: Annotated[JsonSchema, Field(alias="schema", description="As this JSON Schema says")] = Field(
        default_factory=dict
    )

    def schema_of(self, fill: Fill) -> dict[str, Any]:
        """The JSON Schema of such values."""
        return {"allOf": [part for part, _ in self._parts(fill)]}

    def words(self, fill: Fill) -> str:
        """What is expected, for people."""
        return " and ".join(told for _, told in self._parts(fill))

    def _parts(self, fill: Fill) -> Iterator[tuple[dict[str, Any], str]]:
        said = self.model_fields_set
        if "equals" in said:
            value = fill(self.equals)
            yield {"const": value}, _shown(value)
        if "one_of" in said:
            values = fill(self.one_of)
            values = values if isinstance(values, list) else [values]
            yield {"enum": values}, f"one of {_shown(values)}"
        if "matches" in said:
            yield {"type": "string", "pattern": self.matches}, f"text that matches {self.matches}"
        if "type" in said:
            yield {"type": self.type}, f"of the type {self.type}"
        if "schema_" in said:
            yield self.schema_, "what its schema says"


def _shown(value: Any) -> str:
    return cut(json.dumps(value, ensure_ascii=False), 200)


_Simple = str | int | float | bool | None | list[Any]
_Condition = Annotated[Condition, BeforeValidator(_shorthand, json_schema_input_type=Condition | _Simple)]


class Expected(Condition):
    """What must be at a place; where that stands for several values, each of them."""

    present: Annotated[bool, Field(description="Whether there must be anything, or nothing")] = True
    some: Annotated[_Condition | None, Field(description="At least one of the values is so")] = None
    none: Annotated[_Condition | None, Field(description="None of the values is so")] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing; write what is expected, such as equals, some, none, matches")
        if not self.present and len(self.model_fields_set) > 1:
            raise ValueError("what must not be present can't be anything else")
        return self

    @property
    def of_each(self) -> bool:
        """Whether it says something of every value."""
        return bool(self.model_fields_set & Condition.model_fields.keys())


Matcher = Annotated[Expected, BeforeValidator(_shorthand, json_schema_input_type=Expected | _Simple)]
