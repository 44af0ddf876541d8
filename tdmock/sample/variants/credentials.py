"""Variants of authentication."""

from dataclasses import replace

from tdmock.editions import Edition
from tdmock.sample.changes import (
    after,
    changed,
    instead,
    succeeded,
    unauthorized,
)
from tdmock.sample.endpoints.auth_validation import issued_fields
from tdmock.sample.message import Answer, Call, Handler, refuse
from tdmock.sample.variants.variant import at, everywhere, variant


def session_token(call: Call, below: Handler) -> Answer:
    """The validator exchanges the token for another, which alone opens the other endpoints."""
    token = call.bridge.credentials["token"]
    session = f"session-for-{token}"
    if call.endpoint == "auth_validation":
        answer = below(call)
        return replace(answer, body={"token": session}) if answer.status == 200 else answer
    got = call.part("auth").get("token")
    return below(call.with_part("auth", token=token if got == session else "another"))


def renewed_token(call: Call, below: Handler) -> Answer:
    """Whenever the validator accepts the token it hands out a new one, and the one before ends."""
    token = call.bridge.credentials["token"]
    if call.endpoint == "auth_validation":
        answer = below(call)
        if answer.status != 200:
            return answer
        call.memory["renewed"] = call.memory.get("renewed", 0) + 1
        return replace(answer, body={"token": f"renewed-{call.memory['renewed']}-{token}"})
    newest = f"renewed-{call.memory.get('renewed')}-{token}"
    return below(
        call.with_part("auth", token=token if call.part("auth").get("token") == newest else "another")
    )


def typed_session(call: Call, below: Handler) -> Answer:
    """What the validator returns is an integer, and has to stay one."""
    if call.endpoint == "auth_validation":
        answer = below(call)
        return replace(answer, body={"session": 341231}) if answer.status == 200 else answer
    got = call.part("auth").get("session")
    right = isinstance(got, int) and not isinstance(got, bool) and got == 341231
    return below(call.with_part("auth", session="issued-session" if right else "another"))


def session_alone(call: Call, below: Handler) -> Answer:
    """Beyond the validator only the session counts that it returned, whatever the other fields hold."""
    issued = issued_fields(call.bridge.definition)
    if call.endpoint != "auth_validation" and issued.items() <= call.part("auth").items():
        return below(call.with_part("auth", **call.bridge.credentials))
    return below(call)


def wordy(call: Call, below: Handler) -> Answer:
    """Every refusal says the same words, and one of them happens to be the token."""
    answer = below(call)
    word = call.bridge.credentials["token"]
    return replace(answer, body={"message": f"Wrong account or {word}."}) if answer.status >= 400 else answer


def used_once(call: Call, below: Handler) -> Answer:
    """What the validator accepted once it refuses from then on, as a one-time code."""
    answer = below(call)
    if answer.status != 200:
        return answer
    call.memory["uses"] = call.memory.get("uses", 0) + 1
    return answer if call.memory["uses"] == 1 else refuse(401, "The code was used before.")


UNAUTHORIZED_IS_403 = changed(status=403, when=unauthorized)


variant(
    "returned-field",
    "The validator returns a field that is wanted from then on",
    definition="returned-fields",
)
variant(
    "returned-integer",
    "The validator returns an integer",
    definition="returned-fields",
    habits=everywhere(typed_session),
)
variant("session-token", "The validator exchanges the token for another", habits=everywhere(session_token))
variant(
    "session-alone",
    "The validator returns a session that stands for all other fields",
    definition="returned-fields",
    habits=everywhere(session_alone),
)
variant("words-like-secrets", "A word of each refusal is the token by chance", habits=everywhere(wordy))
variant("renewed-token", "Each validation ends the token before", habits=everywhere(renewed_token))
variant(
    "accepts-with-204",
    "Valid credentials are accepted with 204",
    habits=at("auth_validation", instead(Answer(status=204), when=succeeded)),
    earns=("auth.success-is-200",),
)
variant(
    "accepts-without-body",
    "Valid credentials are accepted with 200 and no body",
    habits=at("auth_validation", instead(Answer(), when=succeeded)),
)
variant(
    "edition-2017",
    "The bridge follows the texts of 2017",
    edition=Edition.Y2017,
    earns=("auth.success-is-200",),
)
variant(
    "unauthorized-is-403",
    "Beyond the validator wrong credentials get 403",
    habits=(
        *at("contact_sync", UNAUTHORIZED_IS_403),
        *at("agent_sync", UNAUTHORIZED_IS_403),
        *at("interaction_update", UNAUTHORIZED_IS_403),
    ),
    earns=(
        "contacts.bad-credentials-are-401",
        "agents.bad-credentials-are-401",
        "interactions.bad-credentials-are-401",
    ),
)
variant(
    "unauthorized-action-is-400",
    "Actions refuse wrong credentials with 400",
    habits=at("actions", changed(status=400, when=unauthorized)),
)
variant(
    "errors-without-body",
    "Errors have no body",
    habits=everywhere(
        after(lambda answer: Answer(status=answer.status), when=lambda _call, answer: answer.status >= 400)
    ),
)
variant("oauth2", "The credentials are an OAuth 2.0 access token", definition="oauth2")
variant("no-authentication", "There are no credentials", definition="no-authentication")
variant(
    "one-time-code",
    "A code that is not stored is good for one validation",
    definition="one-time-code",
    habits=at("auth_validation", used_once),
)
variant("optional-credential", "One credential may be left out", definition="optional-credential")
