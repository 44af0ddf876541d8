"""Bridges that conform but for one endpoint, whose answers were made to hurt whoever reads them."""

import gzip
import json
from collections.abc import Callable
from functools import partial
from itertools import count

from tests.bridges import Answer, Asked, Given, conformant, guarded, raw_json

MB = 2**20

HOSTILE: dict[str, Callable[[], dict[str, Answer]]] = {}
"""By name what makes the answers of a bridge: some take a second, and many megabytes."""

Make = Callable[[], str | bytes]


def enter(name: str, path: str, make: Callable[[], Answer]) -> None:
    HOSTILE[name] = lambda: {**conformant(), path: guarded(make())}


def hostile(path: str, name: str, make: Make, status: int = 200, **headers: str) -> None:
    """One answer to every request that has the right credentials."""

    def always() -> Answer:
        made = make()
        body = made.encode() if isinstance(made, str) else made
        given = status, {"Content-Type": "application/json", **headers}, body
        return lambda _: given

    enter(name, path, always)


auth = partial(hostile, "/auth_validation")
contacts = partial(hostile, "/contact_sync")
agents = partial(hostile, "/agent_sync")
activity = partial(hostile, "/interaction_update")


def repeated(part: str, times: int) -> str:
    return ",".join([part] * times)


def numbered(part: str, times: int) -> str:
    """The part so many times, with the number in place of each #."""
    return ",".join(part.replace("#", str(number)) for number in range(times))


def page(records: str, *members: str) -> str:
    return "{" + ",".join([f'"contacts":[{records}]', *members, '"synchronization_checkpoint":"now"']) + "}"


def one(*members: str) -> str:
    """A page with one contact."""
    return page(person(*members))


def person(*members: str) -> str:
    return "{" + ",".join(['"id":"c#","name":"Person #"', *members]) + "}"


def unknown(text: str) -> str:
    return f'"x":"{text}"'


def nested(opening: str, inner: str, closing: str, depth: int, size: int) -> str:
    """Values that are so deep, side by side, until there are so many bytes."""
    value = opening * depth + inner + closing * depth
    return repeated(value, size // len(value))


# Many values in few bytes.
contacts("1 MB of flat arrays", lambda: page(repeated("[]", MB // 3)))
contacts("1 MB of nested arrays", lambda: page(nested("[", "", "]", 100, MB)))
contacts("8 MB of nested arrays", lambda: page(nested("[", "", "]", 150, 8 * MB)))
contacts("6 MB of nested objects", lambda: page(nested('{"":', "1", "}", 150, 6 * MB)))
contacts("6 MB of objects of one member", lambda: page(repeated('{"a":1}', 6 * MB // 8)))
contacts("400,000 empty objects", lambda: page(repeated("{}", 400_000)))
contacts("2,000,000 empty objects", lambda: page(repeated("{}", 2_000_000)))
contacts("4,900,000 numbers", lambda: page(repeated("1", 4_900_000)))
contacts("500,000 floats", lambda: page(repeated("1.5", 500_000)))
contacts("300,000 integers of 70 bits", lambda: page(repeated(str(2**70), 300_000)))
contacts("2,000,000 empty strings", lambda: page(repeated('""', 2_000_000)))
contacts("1,000,000 keys", lambda: page("", numbered('"k#":#', 1_000_000)))
contacts("400,000 keys", lambda: page("", numbered('"k#":#', 400_000)))
contacts("1,000,000 equal keys", lambda: page("", repeated('"k":1', 1_000_000)))
contacts("a contact of 1,000,000 keys", lambda: one(numbered('"k#":1', 1_000_000)))
contacts("a contact of 400,000 keys", lambda: one(numbered('"k#":1', 400_000)))
contacts("1,000 contacts of 100 keys", lambda: page(numbered(person(numbered('"k#":1', 100)), 1000)))
contacts("50,000 sound contacts", lambda: page(numbered(person(), 50_000)))
contacts("50,000 contacts with a field more", lambda: page(numbered(person('"x":1'), 50_000)))
contacts("100,000 contacts without a name", lambda: page(numbered('{"id":"#"}', 100_000)))
contacts("20,000 contacts with escapes", lambda: page(numbered(person(unknown(r"\ud83d\ude00\/")), 20_000)))
agents("1,000,000 agents", lambda: f'{{"agents":[{repeated("{}", 1_000_000)}]}}')
activity("200,000 interactions for everybody", lambda: f"[{repeated('{}', 200_000)}]")
activity("4,000,000 values for everybody", lambda: f"[{repeated('1.5', 4_000_000)}]")
auth("1,000,000 stored fields", lambda: "{" + numbered('"k#":"v#"', 1_000_000) + "}")
auth(
    "10,000 stored fields", lambda: json.dumps({f"k{number}": f"value {number}" for number in range(10_000)})
)

# Much text.
contacts("a string of 60 MB", lambda: one(unknown("x" * 60 * MB)))
contacts("a string of 60 MB with an emoji", lambda: one(unknown("x" * 60 * MB + "😀")))
contacts("a string of 12 MB with an emoji", lambda: one(unknown("x" * 12 * MB + "😀")))
contacts("a string of 8 MB with an escaped emoji", lambda: one(unknown("x" * 8 * MB + r"\ud83d\ude00")))
contacts("8 MB of escapes", lambda: one(unknown(r"\u00e9" * (8 * MB // 6))))
contacts(
    "8 MB of escapes, the last one half", lambda: one(unknown(r"\ud83d\ude00" * (8 * MB // 12) + r"\ud83d"))
)
contacts("a name of 30 MB", lambda: one().replace("Person", "x" * 30 * MB))
contacts("a name of 5 MB of é", lambda: one().replace("Person", "é" * (5 * MB // 2)))
contacts("a name of 5 MB of question marks", lambda: one().replace("Person", "?" * 5 * MB))
contacts("an id of 5 MB", lambda: one().replace("c#", "i" * 5 * MB))
contacts("an integer of 5 MB", lambda: one('"x":' + "9" * 5 * MB))
contacts("a key of 10 MB", lambda: one(f'"{"k" * 10 * MB}":1'))
contacts("a key of 10 MB beside the contacts", lambda: page("", f'"{"k" * 10 * MB}":1'))
contacts("a key of 3 MB twice", lambda: page("", repeated(f'"{"k" * 3 * MB}":1', 2)))
contacts("30 MB of blanks", lambda: b" " * 30 * MB)
contacts("60 MB of brackets", lambda: b"[" * 60 * MB)
contacts("30 MB of HTML", lambda: b"<html>" * (5 * MB))
contacts("12 MB that is not UTF-8", lambda: b'"' + b"x" * 12 * MB + b"\xff")
contacts("4 MB that ends too early", lambda: page(numbered(person(), 60_000))[:-1])
contacts("a gzip bomb", lambda: gzip.compress(b" " * 200 * MB), 200, **{"Content-Encoding": "gzip"})
contacts("an error of 60 MB", lambda: b"x" * 60 * MB, 500)


# What takes long to judge.
def listed(member: str, text: str, times: int) -> str:
    """A page with one contact that has the text so many times in a list."""
    return one(f'"{member}":[{repeated(json.dumps(text), times)}]')


contacts("200,000 odd e-mails", lambda: listed("emails", "o'brien@example.org", 200_000))
contacts("200,000 wrong e-mails", lambda: listed("emails", "a@b@c", 200_000))
contacts("30,000 long e-mails", lambda: listed("emails", "a" * 300 + "@example.org", 30_000))
contacts("50,000 e-mails of dots", lambda: listed("emails", "a." * 29, 50_000))
contacts("200,000 odd phones", lambda: listed("phones", "(202) 555-0143 ext. 1", 200_000))
ODD_DATE = '{"id":"#","subject":"s","type":"ticket","date":"21 November 2012, 17:53:51"}'
activity("50,000 odd dates", lambda: f"[{numbered(ODD_DATE, 50_000)}]")

# What Talkdesk keeps and sends back.
auth("a stored field of 2 MB", lambda: json.dumps({"token": "x" * 2 * MB}))
auth("a stored field of 6 MB of quotes", lambda: json.dumps({"token": '"&é' * 2 * MB}))
auth("a stored field of 60 kB of quotes", lambda: json.dumps({"token": '"&é' * 20_000}))
auth("a stored field with a name of 2 MB", lambda: json.dumps({"k" * 2 * MB: "value"}))


def turning(member: str, size: int) -> Answer:
    """Pages whose offset or context has so many bytes, each another."""
    numbers = count()

    def answer(_: Asked) -> Given:
        number = next(numbers)
        large = f'"{member}":"{number:0{size}}"'
        offset = [f'"next_offset":"{number}"'] if member == "context" else []
        return raw_json(page(person().replace("#", str(number)), large, *offset))

    return answer


for member in ("next_offset", "context"):
    for size in (100_000, 20 * MB):
        enter(f"a {member} of {size:,} bytes", "/contact_sync", partial(turning, member, size))
