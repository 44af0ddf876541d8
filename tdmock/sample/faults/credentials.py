"""Faults in how an endpoint beyond the validator treats wrong credentials and expired tokens."""

from tdmock.findings import Level
from tdmock.sample.changes import CRASH, authorized, instead, unauthorized
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

EMPTY = {
    "contact_sync": {"contacts": []},
    "agent_sync": {"agents": []},
    "interaction_update": [],
}
FAMILIES = {
    "auth_validation": "auth",
    "contact_sync": "contacts",
    "agent_sync": "agents",
    "interaction_update": "interactions",
    "actions": "actions",
}
"""What the ids of an endpoint's clauses begin with."""


def accepts_anything(call: Call, below: Handler) -> Answer:
    return below(authorized(call) if call.method == "POST" and isinstance(call.body, dict) else call)


def next_page_unprotected(call: Call, below: Handler) -> Answer:
    return below(authorized(call) if call.part("meta").get("offset") is not None else call)


def wants_the_code(call: Call, below: Handler) -> Answer:
    return below(call if "code" in call.part("auth") else call.with_part("auth", session="none"))


def without_region(call: Call, _answer: Answer) -> bool:
    return isinstance(call.body, dict) and "region" not in call.part("auth")


for endpoint, family in FAMILIES.items():
    chapter = Chapter(endpoint)
    for status in (400, 403, 500):
        chapter.breaking(f"{family}.expired-token-is-401", definition="oauth2")(
            f"expired-token-{status}",
            f"An expired access token is answered with {status}",
            instead(Answer(status=status, body={"message": "The token has expired"}), when=unauthorized),
        )
    chapter.breaking(
        "common.optional-credentials-are-optional", Level.WARNING, definition="optional-credential"
    )(
        "wants-optional-field",
        "An optional credential is wanted",
        instead(Answer(status=401, body={"message": "region is missing"}), when=without_region),
    )
    chapter.breaking("common.absent-credentials-are-handled", definition="optional-credential")(
        "optional-field-crash",
        "An absent credential is answered with 500",
        instead(CRASH, when=without_region),
    )
    if endpoint == "auth_validation":
        continue

    chapter.breaking(f"{family}.valid-request-succeeds", definition="one-time-code")(
        "wants-what-is-not-stored", "A field that Talkdesk does not store is wanted here, too", wants_the_code
    )
    refused = f"{family}.bad-credentials-refused"
    chapter.breaking(refused)("accepts-anything", "Any credentials are accepted", accepts_anything)
    chapter.breaking(refused)(
        "login-page",
        "Wrong credentials get 200 and a login page",
        instead(
            Answer(raw=b"<!doctype html><title>Log in</title>", headers={"content-type": "text/html"}),
            when=unauthorized,
        ),
    )
    chapter.breaking("common.no-redirect")(
        "redirects-to-login",
        "Wrong credentials are redirected",
        instead(Answer(status=302, headers={"location": "/login"}), when=unauthorized),
    )
    if endpoint in EMPTY:
        chapter.breaking(refused)(
            "credentials-hidden",
            "Wrong credentials get an empty success",
            instead(Answer(body=EMPTY[endpoint]), when=unauthorized),
        )
        chapter.breaking(refused)(
            "error-inside-200",
            "Wrong credentials get 200 with an error inside",
            instead(Answer(body={"error": "invalid credentials"}), when=unauthorized),
        )
    if endpoint in ("contact_sync", "agent_sync"):
        chapter.breaking(refused)(
            "next-page-unprotected", "Only the first page wants credentials", next_page_unprotected
        )
    chapter.breaking(f"{family}.bad-credentials-handled")(
        "credentials-crash", "Wrong credentials are answered with 500", instead(CRASH, when=unauthorized)
    )
    for status in (403, 404, 422) if endpoint == "actions" else (400, 403, 404):
        chapter.breaking(
            f"{family}.bad-credentials-are-{'400-or-401' if endpoint == 'actions' else '401'}", Level.WARNING
        )(
            f"credentials-{status}",
            f"Wrong credentials are refused with {status}",
            instead(Answer(status=status, body={"message": "Not allowed"}), when=unauthorized),
        )
