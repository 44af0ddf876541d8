"""Faults of the authorization validator."""

from collections.abc import Callable
from dataclasses import replace

from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample.changes import (
    CRASH,
    authorized,
    changed,
    instead,
    no_object,
    on_body,
    succeeded,
    unauthorized,
)
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.faults.robustness import MISSHAPEN
from tdmock.sample.message import ABSENT, Answer, Behaviour, Call, Handler

chapter = Chapter("auth_validation")
CURRENT, Y2017 = (Edition.CURRENT,), (Edition.Y2017,)
ACCEPTED = Answer(body={})


def same_size(call: Call) -> bool:
    """Every credential is as long as the valid one."""
    auth = call.part("auth")
    return all(len(str(auth.get(name, ""))) == len(value) for name, value in call.bridge.credentials.items())


def entered(call: Call) -> list[object]:
    """The credentials as they came, in the definition's order."""
    return [call.part("auth").get(name, ABSENT) for name in call.bridge.credentials]


def missing_field(call: Call, _answer: Answer) -> bool:
    return isinstance(call.body, dict) and ABSENT in entered(call)


def empty_field(call: Call, _answer: Answer) -> bool:
    return isinstance(call.body, dict) and "" in entered(call)


ACCEPTS = "auth.valid-credentials-accepted"
fault = chapter.breaking(ACCEPTS)
fault(
    "refuses-valid",
    "Valid credentials are refused with 401",
    instead(Answer(status=401, body={"message": "Unknown account"}), when=succeeded),
)
fault("crashes", "Valid credentials are answered with 500", instead(CRASH, when=succeeded))
fault(
    "not-found",
    "The endpoint is not there: 404 for everything",
    lambda _call, _below: Answer(status=404, body={"message": "Not found"}),
)

for status, editions, clause in (
    (201, CURRENT, "auth.success-is-200"),
    (202, Y2017, "auth.success-is-204"),
):
    chapter.breaking(clause, Level.WARNING, editions=editions)(
        f"accepts-with-{status}", f"Valid credentials are accepted with {status}", changed(status=status)
    )
fault = chapter.breaking("auth.success-is-200", Level.WARNING, editions=CURRENT)
fault(
    "accepts-with-204",
    "Valid credentials are accepted with 204, as the texts of 2017 asked",
    instead(Answer(status=204), when=succeeded),
)
fault = chapter.breaking("auth.acceptance-is-not-200", Level.INFO, editions=Y2017)
fault(
    "accepts-with-200",
    "Valid credentials are accepted with 200, as the current texts ask",
    instead(ACCEPTED, when=succeeded),
)

REFUSES = "auth.bad-credentials-refused"
fault = chapter.breaking(REFUSES)
fault("accepts-anything", "Any credentials are accepted", instead(ACCEPTED, when=unauthorized))
fault(
    "error-inside-200",
    "Wrong credentials get 200 with an error inside",
    instead(Answer(body={"error": "invalid credentials"}), when=unauthorized),
)


def compares_lengths(call: Call, below: Handler) -> Answer:
    return below(authorized(call) if same_size(call) else call)


fault("compares-lengths", "Only the length of the credentials is compared", compares_lengths)


for status in (302, 400, 403, 404, 422, 500, 503):
    chapter.breaking("common.no-redirect" if status == 302 else "auth.refusal-is-401")(
        f"refuses-with-{status}",
        f"Wrong credentials are refused with {status}",
        instead(
            Answer(
                status=status,
                body={"message": "Not allowed"},
                headers={"location": "/login"} if status == 302 else {},
            ),
            when=unauthorized,
        ),
    )

COUNTS = "auth.every-field-counts"


def first_field_only(call: Call, below: Handler) -> Answer:
    first = next(iter(call.bridge.credentials))
    return below(authorized(call) if call.part("auth").get(first) == call.bridge.credentials[first] else call)


fault = chapter.breaking(COUNTS, Level.WARNING)
fault("first-field-only", "Only the first field is checked", first_field_only)


def last_field_only(call: Call, below: Handler) -> Answer:
    last = list(call.bridge.credentials)[-1]
    return below(authorized(call) if call.part("auth").get(last) == call.bridge.credentials[last] else call)


fault("last-field-only", "Only the last field is checked", last_field_only)


def longer_accepted(call: Call, below: Handler) -> Answer:
    auth, valid = call.part("auth"), call.bridge.credentials
    right = all(str(auth.get(name, "")).startswith(value) for name, value in valid.items())
    return below(authorized(call) if right else call)


fault("longer-accepted", "Credentials that only begin as the valid ones are accepted", longer_accepted)


def shorter_accepted(call: Call, below: Handler) -> Answer:
    """`in` asks whether the stored value holds what came, wherever it may stand."""
    auth, valid = call.part("auth"), call.bridge.credentials
    right = all(auth.get(name) and str(auth[name]) in value for name, value in valid.items())
    return below(authorized(call) if right else call)


fault("shorter-accepted", "A part of each credential is enough", shorter_accepted)


def any_field(call: Call, below: Handler) -> Answer:
    auth = call.part("auth")
    right = any(auth.get(name) == value for name, value in call.bridge.credentials.items())
    return below(authorized(call) if right else call)


fault("any-field", "One right field of several is enough", any_field)


def ignores_case(call: Call, below: Handler) -> Answer:
    auth, valid = call.part("auth"), call.bridge.credentials
    right = all(str(auth.get(name, "")).lower() == value.lower() for name, value in valid.items())
    return below(authorized(call) if right else call)


fault = chapter.breaking("auth.case-counts-in-secrets", Level.WARNING)
fault("ignores-case", "Credentials are compared without regard to case", ignores_case)

for name, when, what in (
    ("missing-field", missing_field, "A missing credential"),
    ("empty-field", empty_field, "An empty credential"),
):
    chapter.breaking("auth.missing-field-is-handled", Level.WARNING)(
        f"{name}-crashes", f"{what} is answered with 500", instead(CRASH, when=when)
    )
    chapter.breaking("auth.missing-field-is-refused", Level.INFO)(
        f"{name}-accepted", f"{what} is accepted", instead(ACCEPTED, when=when)
    )

for name, is_such, what in MISSHAPEN:
    chapter.breaking("auth.malformed-body-is-refused", Level.WARNING)(
        f"{name}-accepted", f"{what} is accepted with 200", instead(ACCEPTED, when=is_such)
    )
fault = chapter.breaking("auth.malformed-body-is-refused", Level.WARNING)
fault(
    "no-object-accepted",
    "Whatever isn't a JSON object is accepted with 200",
    instead(ACCEPTED, when=no_object),
)


def get_accepted(call: Call, below: Handler) -> Answer:
    return ACCEPTED if call.method == "GET" else below(call)


fault = chapter.breaking("auth.get-is-refused", Level.INFO)
fault("get-accepted", "GET is answered with 200", get_accepted)


OBJECT = "auth.body-is-object"
for name, what, body in (
    ("returns-array", "an array", []),
    ("returns-text", "a string", "OK"),
    ("returns-true", "true", True),
    ("returns-null", "null", None),
):
    chapter.breaking(OBJECT, editions=CURRENT)(
        name, f"Acceptance comes with {what} as the body", instead(Answer(body=body), when=succeeded)
    )

for name, what, value in (
    ("returns-nested", "an object", {"value": "sample", "type": "bearer"}),
    ("returns-list", "an array", ["sample"]),
    ("returns-null-field", "null", None),
):
    chapter.breaking("auth.values-are-scalars", editions=CURRENT)(
        name, f"A returned field is {what}", instead(Answer(body={"token": value}), when=succeeded)
    )


# The texts of 2017 don't say what the fields come in.
chapter.breaking(OBJECT, Level.WARNING, editions=Y2017)(
    "returns-array-2017",
    "Acceptance comes with an array as the body",
    instead(Answer(body=[]), when=succeeded),
)
chapter.breaking("auth.values-are-scalars", Level.WARNING, editions=Y2017)(
    "returns-nested-2017",
    "A returned field is an object",
    instead(Answer(body={"token": {"value": "sample"}}), when=succeeded),
)


def returns_unknown(call: Call, below: Handler) -> Answer:
    answer = below(call)
    return replace(answer, status=200, body={"user_id": 341231}) if answer.status < 300 else answer


fault = chapter.breaking("auth.returned-fields-are-configured", Level.WARNING)
fault("returns-unknown", "A field comes back that is not configured", returns_unknown)


fault = chapter.breaking("auth.values-are-scalars", editions=CURRENT, definition="returned-fields")
fault(
    "returns-envelope",
    "Returned fields are wrapped in an object named auth",
    on_body(lambda body: {"auth": body}),
)
fault = chapter.breaking("auth.returned-fields-are-configured", Level.WARNING)
fault(
    "returns-camel-case",
    "A returned field is named in camel case",
    instead(Answer(body={"accountId": 17}), when=succeeded),
)


def returns(change: Callable[[str], str]) -> Behaviour:
    """Acceptance with the token changed, so that the other endpoints refuse what Talkdesk then sends."""

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        token = call.bridge.credentials["token"]
        return replace(answer, status=200, body={"token": change(token)}) if answer.status < 300 else answer

    return behave


fault = chapter.breaking("auth.returned-fields-are-accepted")
fault(
    "returns-masked",
    "The token comes back masked",
    returns(lambda token: "*" * (len(token) - 4) + token[-4:]),
)
fault("returns-capitals", "The token comes back in capitals", returns(str.upper))


fault = chapter.breaking("common.body-has-bounded-size", Level.WARNING)
fault(
    "huge-fields",
    "The fields to be stored have 100 kB",
    instead(Answer(body={"token": "x" * 100_000}), when=succeeded),
)
