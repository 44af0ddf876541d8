"""What a configuration file may hold: what the options of `tdmock check` set, called as they are."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from tdmock.definition.words import closest
from tdmock.editions import Edition
from tdmock.endpoints import ACTIONS, SINGLE
from tdmock.findings import Level
from tdmock.redaction.secrets import names_secret, url_secrets
from tdmock.run.settings import LONGEST, MOST_WORKERS, SEEDS, WRONG_YEAR, YEARS, byte_count

_PLACES = ("definition", *(kind.name for kind in SINGLE), ACTIONS.name)
_ENDPOINT = rf"^({'|'.join(_PLACES)}(/.+)?)$"


def _endpoint(value: str) -> str:
    """What a finding can be told of; ``actions`` is every action."""
    if not re.match(_ENDPOINT, value):
        guess = closest(value, _PLACES)
        hint = f"did you mean {guess}?" if guess else f"there is {', '.join(_PLACES)}, {ACTIONS.name}/NAME"
        raise ValueError(f"there is no such endpoint; {hint}")
    return value


def _beside(value: str, info: ValidationInfo) -> str:
    """A path as seen from the configuration file's folder; ``-`` is standard output."""
    folder: Path = info.context or Path()
    return value if value == "-" else str(folder / Path(value).expanduser())


def _reference(value: str, info: ValidationInfo) -> str:
    """A reference to a credential, never the credential itself."""
    kind, _, name = value.partition(":")
    if kind not in {"env", "file"} or not name:
        raise ValueError(
            "no credential stands in a configuration file; write where it is, "
            'such as "env:CRM_TOKEN" or "file:~/.crm-token"'
        )
    return f"file:{_beside(name, info)}" if kind == "file" else value


def _headers(values: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    return {name: _header(name, value, info) for name, value in values.items()}


def _header(name: str, value: str, info: ValidationInfo) -> str:
    if names_secret(name) or value.startswith("file:"):
        try:
            return _reference(value, info)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return value


def _without_secrets(url: str) -> str:
    if any(value for _, value in url_secrets(url)):
        raise ValueError(
            "no password or key stands in a configuration file; give this URL on the command line, "
            'or send the secret as a header: [headers] Authorization = "env:CRM_AUTHORIZATION"'
        )
    return url


def _moment(value: datetime) -> datetime:
    """A moment in UTC without saying so, as the option has it."""
    if value.year not in YEARS:
        raise ValueError(WRONG_YEAR)
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


Seconds = Annotated[float, Field(gt=0, le=LONGEST)]
Number = Annotated[StrictInt, Field(ge=1)]
FilePath = Annotated[StrictStr, Field(min_length=1), AfterValidator(_beside)]
Reference = Annotated[
    StrictStr, AfterValidator(_reference), WithJsonSchema({"type": "string", "pattern": "^(env|file):."})
]
Size = Annotated[
    int,
    BeforeValidator(lambda value: byte_count(str(value))),
    WithJsonSchema({"type": ["integer", "string"]}),
]
Moment = Annotated[datetime, AfterValidator(_moment), WithJsonSchema({"type": "string"})]
Endpoint = Annotated[
    StrictStr, AfterValidator(_endpoint), WithJsonSchema({"type": "string", "pattern": _ENDPOINT})
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
TargetName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]


def _option(description: str, **more: Any) -> Any:
    """A field that may be unset: only what is set counts, for the command line has the defaults."""
    return Field(default=None, description=description, **more)


class Waiver(BaseModel):
    """A rule whose level is lowered, at an endpoint or at all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[str, Field(description="The rule's id, as reports and `tdmock rules` have it")]
    reason: Annotated[Text, Field(description="Why, for whoever reads a report")]
    endpoint: Annotated[
        Endpoint | None, Field(description="Where; everywhere without. `actions` is every action")
    ] = None
    level: Annotated[
        Literal["warning", "info"],
        AfterValidator(Level),
        Field(description="What a finding weighs instead"),
    ] = "info"
    until: Annotated[date | None, Field(description="The last day on which it holds")] = None


class Options(BaseModel):
    """Options of a run."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    url: Annotated[StrictStr, AfterValidator(_without_secrets)] = _option(
        "The bridge's address; each endpoint's own path is kept under it."
    )
    definition: FilePath = _option("The integration's definition.")
    edition: Edition = _option("Which contract.")
    only: tuple[StrictStr, ...] = _option("Judge only these endpoints.")
    fail_on: Literal["error", "warning", "never"] = _option("Which findings make the exit code 1.")
    rules: StrictStr = _option("The version of tdmock whose rules count; newer ones are infos.")
    waivers: tuple[Waiver, ...] = _option("Rules whose level is lowered, each with a reason.")
    baseline: FilePath = _option(
        "A file of known findings, which fail no run; {target} stands for the target's name."
    )
    strict_baseline: StrictBool = _option("Fail, too, where a known finding no longer occurs.")
    wait: Seconds = _option("Seconds to wait at most until the bridge answers at all.")
    timeout: Seconds = _option("Seconds for one whole exchange.")
    deadline: Seconds = _option("Seconds for the whole run.")
    slow: Seconds = _option("Seconds from which on an answer gets a warning.")
    seed: Annotated[StrictInt, Field(ge=SEEDS[0], le=SEEDS[1])] = _option(
        "One seed, the same made-up values."
    )
    now: Moment = _option("The moment to make dates from, as 2026-01-31T12:00:00Z.")
    workers: Annotated[StrictInt, Field(ge=1, le=MOST_WORKERS)] = _option("Requests under way at a time.")
    max_body: Size = _option("Largest body to read, such as 64MiB.")
    max_pages: Number = _option("Most pages of one synchronization.")
    sample: Number = _option("How many contacts of a synchronization are judged one by one.")
    max_calls: Number = _option("Most calls to try an action's options.")
    max_findings: Number = _option("Findings at which a run ends.")
    allow_writes: StrictBool = _option("Execute actions also at addresses that are not local.")
    fuzz: StrictBool = _option("Send generated requests, too.")
    max_examples: Number = _option("Most generated requests of each sort at an endpoint.")
    fuzz_time: Seconds = _option("Seconds for all generated requests.")
    ca_bundle: FilePath = _option("Trust these certificates.")
    insecure: StrictBool = _option("Trust any certificate.")
    expect_contacts: FilePath = _option("A file of the contacts that must come.", alias="expect")
    expect_agents: FilePath = _option("A file of the agents that must come.")
    scenarios: FilePath = _option("A folder of scenarios of your own, to be played, too.")
    auth: dict[str, Reference] = _option("Where each credential is: env:NAME or file:PATH.")
    expired_auth: dict[str, Reference] = _option("Where expired access tokens are, which must get 401.")
    headers: Annotated[dict[str, StrictStr], AfterValidator(_headers)] = _option(
        "Headers to send too; those with secrets as env:NAME or file:PATH."
    )
    inputs: dict[str, dict[str, StrictStr]] = _option(
        "By action and key, the value to send exactly.", alias="input"
    )
    reports: dict[str, FilePath] = _option(
        "By format, where to write a report; {target} stands for the target's name."
    )


class Configuration(Options):
    """A whole file: options, and those of each named target."""

    targets: dict[TargetName, Options] = _option(
        "Bridges by name, for --target: what each sets beside or instead of the rest."
    )

    def chosen(self, target: str | None = None) -> dict[str, Any]:
        """What is set, by the names of the options' values: a target's tables join the rest, else it wins."""
        common = self.model_dump(exclude_unset=True, exclude={"targets"})
        return joined(common, self.targets[target].model_dump(exclude_unset=True) if target else {})


def joined(values: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """Both together: tables are joined key by key; of anything else the other one counts."""
    both = {**values, **others}
    tables = {name for name in values.keys() & others.keys() if isinstance(others[name], dict)}
    return both | {name: joined(values[name], others[name]) for name in tables}
