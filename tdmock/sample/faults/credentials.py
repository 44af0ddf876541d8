"""Faults in how an endpoint beyond the validator treats wrong credentials and expired tokens."""

from tdmock.editions import Edition
from tdmock.findings import Level
from tdmock.sample.changes import CRASH, authorized, instead, unauthorized
from tdmock.sample.faults.fault import BOTH, Chapter
from tdmock.sample.message import Answer, Call, Handler, refuse

LONG = 1_000
"""Characters: no credential is longer."""

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
CURRENT = (Edition.CURRENT,)  # in 2017 agents have no pages


def accepts_anything(call: Call, below: Handler) -> Answer:
    return below(authorized(call) if call.method == "POST" and isinstance(call.body, dict) else call)


def entered(call: Call) -> list[str]:
    """The credentials as text, in the definition's order; empty where one is missing."""
    return [str(call.part("auth").get(name, "")) for name in call.bridge.credentials]


def last_field_ignored(call: Call, below: Handler) -> Answer:
    *names, _ = call.bridge.credentials
    right = all(call.part("auth").get(name) == call.bridge.credentials[name] for name in names)
    return below(authorized(call) if names and right else call)


def compares_beginnings(call: Call, below: Handler) -> Answer:
    """Only the first characters count, as of passwords in some old systems."""
    pairs = zip(entered(call), call.bridge.credentials.values(), strict=True)
    return below(authorized(call) if all(came[:8] == valid[:8] for came, valid in pairs) else call)


def asks_by_query(call: Call, below: Handler) -> Answer:
    """The credentials are pasted into a query, so quotes break out of it."""
    return below(authorized(call) if any("' or '1'='1" in value for value in entered(call)) else call)


def asks_by_pattern(call: Call, below: Handler) -> Answer:
    """The credentials are looked up by LIKE, where % stands for anything."""
    return below(authorized(call) if set(entered(call)) == {"%"} else call)


def compares_loosely(call: Call, below: Handler) -> Answer:
    """As in languages in which true is equal to any text."""
    return below(authorized(call) if {*map(str, call.part("auth").values())} == {"True"} else call)


def asks_by_object(call: Call, below: Handler) -> Answer:
    """A database takes an object for a condition."""
    values = list(call.part("auth").values())
    return below(authorized(call) if values and all(isinstance(v, dict) for v in values) else call)


def checks_only_what_comes(call: Call, below: Handler) -> Answer:
    """Credentials are compared only where there are any."""
    came = isinstance(call.body, dict) and not call.part("auth")
    return below(authorized(call) if came else call)


def empty_secrets_open(call: Call, below: Handler) -> Answer:
    """A secret is compared only where it is not empty."""
    return below(authorized(call) if not entered(call)[-1] and isinstance(call.body, dict) else call)


def open_to_get(call: Call, below: Handler) -> Answer:
    """GET gets what POST gets, and needs no credentials."""
    return below(authorized(call) if call.method == "GET" and not call.raw else call)


def open_to_lists(call: Call, below: Handler) -> Answer:
    """A body that is no object is taken for an empty one, and that for the developer's own."""
    return below(authorized(call) if isinstance(call.body, list) else call)


def foreign_letters(call: Call, answer: Answer) -> bool:
    return unauthorized(call, answer) and not all(map(str.isascii, entered(call)))


def very_long(call: Call, answer: Answer) -> bool:
    return unauthorized(call, answer) and any(len(value) > LONG for value in entered(call))


def quoted(call: Call, answer: Answer) -> bool:
    return unauthorized(call, answer) and any(set(value) & {"'", '"'} for value in entered(call))


def locks_account(call: Call, below: Handler) -> Answer:
    """A wrong attempt at the account, by its first field, and its right credentials are refused, too."""
    answer = below(call)
    account, *_ = call.bridge.credentials.values()
    if answer.status == 401 and account in entered(call):
        call.memory["locked"] = True
    return refuse(401, "The account is locked.") if call.memory.get("locked") else answer


def next_page_unprotected(call: Call, below: Handler) -> Answer:
    return below(authorized(call) if call.part("meta").get("offset") is not None else call)


def incremental_unprotected(call: Call, below: Handler) -> Answer:
    """Who has a checkpoint had the right credentials once."""
    return below(authorized(call) if call.part("meta").get("synchronization_checkpoint") else call)


def wants_the_code(call: Call, below: Handler) -> Answer:
    return below(call if "code" in call.part("auth") else call.with_part("auth", session="none"))


def without_region(call: Call, _answer: Answer) -> bool:
    return isinstance(call.body, dict) and "region" not in call.part("auth")


for endpoint, family in FAMILIES.items():
    chapter = Chapter(endpoint)
    expired = {400: "is-401", 403: "is-401", 500: "is-401"}
    if endpoint == "actions":
        expired = {403: "is-400-or-401", 500: "is-refused"}
    for status, clause in expired.items():
        level = Level.WARNING if clause == "is-400-or-401" else Level.ERROR
        chapter.breaking(f"{family}.expired-token-{clause}", level, definition="oauth2")(
            f"expired-token-{status}",
            f"An expired access token is answered with {status}",
            instead(Answer(status=status, body={"message": "The token has expired"}), when=unauthorized),
        )
    odd = chapter.breaking("common.odd-credentials-are-handled", Level.WARNING)
    odd("quoted-credentials-crash", "Quotes in a credential give 500", instead(CRASH, when=quoted))
    odd(
        "foreign-letters-crash",
        "Letters beyond ASCII in a credential give 500",
        instead(CRASH, when=foreign_letters),
    )
    odd("long-credentials-crash", "A very long credential gives 500", instead(CRASH, when=very_long))
    chapter.breaking(f"{family}.bad-credentials-refused")(
        "quotes-break-out", "Quotes break out of the query that asks for the credentials", asks_by_query
    )
    chapter.breaking(f"{family}.bad-credentials-refused")(
        "wildcard-accepted", "A wildcard stands for any credential", asks_by_pattern
    )
    untyped = chapter.breaking("common.untyped-credentials-are-refused", Level.WARNING)
    untyped("true-accepted", "Credentials that are true are equal to any text", compares_loosely)
    untyped("operator-accepted", "An operator of the database is accepted as a credential", asks_by_object)
    chapter.breaking(f"{family}.every-field-counts", Level.WARNING)(
        "beginnings-compared",
        "Only the first eight characters of credentials are compared",
        compares_beginnings,
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

    absent = chapter.breaking("common.absent-secrets-open-nothing", Level.WARNING)
    absent("no-credentials-accepted", "A request without credentials is served", checks_only_what_comes)
    absent("empty-secret-accepted", "A secret that is empty is not compared", empty_secrets_open)
    if endpoint in ("contact_sync", "agent_sync"):
        strangers = chapter.breaking("common.records-need-credentials", Level.WARNING)
        strangers("get-served", "GET gets records, without credentials", open_to_get)
        strangers("list-served", "A body that is a list gets records, without credentials", open_to_lists)
    chapter.breaking(f"{family}.every-field-counts", Level.WARNING)(
        "last-field-ignored", "The last credential is not looked at", last_field_ignored
    )
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
        chapter.breaking(refused, editions=BOTH if endpoint == "contact_sync" else CURRENT)(
            "next-page-unprotected", "Only the first page wants credentials", next_page_unprotected
        )
    if endpoint == "contact_sync":
        chapter.breaking(refused)(
            "incremental-unprotected", "A checkpoint stands for the credentials", incremental_unprotected
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

LOCKS = "common.wrong-attempt-locks-nobody"
for endpoint, definition in (("auth_validation", "mycrm"), ("contact_sync", "contacts-only")):
    Chapter(endpoint).breaking(LOCKS, Level.WARNING, definition=definition)(
        "locks-account", "One wrong attempt locks the account", locks_account
    )
