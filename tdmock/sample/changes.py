"""What faults and variants are put together from: when an answer is changed, and how."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tdmock.sample.endpoints.auth_validation import issued_fields
from tdmock.sample.message import Answer, Behaviour, Call, Delivery, Handler

When = Callable[[Call, Answer], bool]
Change = Callable[[Any], Any]

JSON = {"content-type": "application/json"}
CRASH = Answer(status=500, body={"message": "Internal server error"})


def succeeded(_call: Call, answer: Answer) -> bool:
    return answer.status < 300


def unauthorized(_call: Call, answer: Answer) -> bool:
    """The request had wrong credentials."""
    return answer.status == 401


def no_object(call: Call, answer: Answer) -> bool:
    """The request's body was no JSON object."""
    return answer.status == 400 and not isinstance(call.body, dict)


def on_next_page(call: Call, answer: Answer) -> bool:
    """A page after the first was asked for, and all is well."""
    return succeeded(call, answer) and call.part("meta").get("offset") is not None


def on_last_page(call: Call, answer: Answer) -> bool:
    """A page that no other follows is about to be answered."""
    return succeeded(call, answer) and isinstance(answer.body, dict) and "next_offset" not in answer.body


def anything(_call: Call, _answer: Answer) -> bool:
    return True


def instead(answer: Answer, *, when: When) -> Behaviour:
    """Another answer where the conformant one, or the call, is of that sort."""
    return after(always(answer), when=when)


def after(change: Callable[[Answer], Answer], *, when: When = succeeded) -> Behaviour:
    """The answer changed; by default the successful ones."""

    def behave(call: Call, below: Handler) -> Answer:
        answer = below(call)
        return change(answer) if when(call, answer) else answer

    return behave


def changed(*, when: When = succeeded, **fields: Any) -> Behaviour:
    """The answer with other fields."""
    return after(lambda answer: replace(answer, **fields), when=when)


def delivered(way: Delivery) -> Behaviour:
    """Every answer sent in another way."""
    return changed(when=anything, delivery=way)


def on_body(change: Change, *, when: When = succeeded) -> Behaviour:
    """The JSON body changed."""
    return after(lambda answer: replace(answer, body=change(answer.body)), when=when)


def with_headers(*, when: When = succeeded, **headers: str) -> Behaviour:
    """The answer with these headers, underscores standing for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return after(lambda answer: replace(answer, headers={**answer.headers, **named}), when=when)


def with_content(change: Callable[[bytes], bytes], **headers: str) -> Behaviour:
    """The bytes of a successful answer's body changed, with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def rewritten(answer: Answer) -> Answer:
        return replace(
            answer, raw=change(answer.content), headers={**JSON, **answer.content_headers, **named}
        )

    return after(rewritten, when=lambda call, answer: succeeded(call, answer) and answer.content != b"")


def on_records(part: str, change: Change) -> Behaviour:
    """Every record changed: of a member of the body, or of the body itself where ``part`` is empty."""
    return on_body(lambda body: _with_records(body, part, [change(item) for item in _records(body, part)]))


def on_one_record(part: str, change: Change) -> Behaviour:
    """Only the very last record changed, on the last page."""

    def with_other_end(body: Any) -> Any:
        records = _records(body, part)
        return _with_records(body, part, [*records[:-1], *map(change, records[-1:])])

    return on_body(with_other_end, when=on_last_page if part else succeeded)


def _records(body: Any, part: str) -> list[Any]:
    return list(body[part] if part else body)


def _with_records(body: Any, part: str, records: list[Any]) -> Any:
    return {**body, part: records} if part else records


def other_offsets(*, write: Change, read: Change) -> Behaviour:
    """Offsets that are written in another way, and read back; null and none stay as they are."""

    def behave(call: Call, below: Handler) -> Answer:
        offset = call.part("meta").get("offset")
        answer = below(call if offset is None else call.with_part("meta", offset=read(offset)))
        body = answer.body
        if isinstance(body, dict) and body.get("next_offset") is not None:
            return replace(answer, body={**body, "next_offset": write(body["next_offset"])})
        return answer

    return behave


def put(**members: Any) -> Change:
    """An object with these members."""
    return lambda item: {**item, **members}


def without(*names: str) -> Change:
    """An object less these members."""
    return lambda item: {name: value for name, value in item.items() if name not in names}


def always(value: Any) -> Change:
    return lambda _: value


def authorized(call: Call) -> Call:
    """The call with the valid credentials in place of its own, whatever it had as a body."""
    bridge = call.bridge
    auth = {**bridge.credentials, **issued_fields(bridge.definition)}
    body = call.body if isinstance(call.body, dict) else {}
    return replace(call, method="POST", body={**body, "auth": auth})


def sparse(
    member: str, *, write: Callable[[int], Any], read: Callable[[Any], int | None], count: int = 12
) -> Behaviour:
    """So many empty pages come before the first one that holds something.

    ``write`` makes the offset of an empty page, ``read`` knows such an offset again.
    """

    def behave(call: Call, below: Handler) -> Answer:
        offset = call.part("meta").get("offset")
        empty = 0 if offset is None else read(offset)
        if empty is None:
            return below(call)
        answer = below(call.with_part("meta", offset=None))
        if answer.status >= 300 or empty == count:
            return answer
        return replace(answer, body={member: [], "next_offset": write(empty + 1)})

    return behave
