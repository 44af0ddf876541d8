"""Answers that were made to hurt whoever reads them: each bridge conforms but for one endpoint."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.bridges import Answer, Asked, Given, conformant, guarded, raw_json

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """What a path answers to requests with the right credentials; ``make`` builds it when it is served."""

    path: str
    make: Callable[[], Answer]

    def answers(self) -> dict[str, Answer]:
        """The answers of the whole bridge, by path."""
        return {**conformant(), self.path: guarded(self.make())}


HOSTILE: dict[str, Hostile] = {}


def page(contacts: str, more: str = "") -> bytes:
    """A page of contacts, as JSON."""
    return f'{{"contacts":[{contacts}]{more},"synchronization_checkpoint":"now"}}'.encode()


def contact(number: int, more: str = "") -> str:
    return f'{{"id":"c{number}","name":"Person {number}","phones":["+12025550143"]{more}}}'


def unknown(text: str) -> str:
    """A member that no contact has."""
    return f',"x":"{text}"'


def people(count: int, more: str = "") -> str:
    return ",".join(contact(number, more) for number in range(count))


def always(body: bytes, status: int = 200, **headers: str) -> Answer:
    """The same answer to every request."""
    given = status, {"Content-Type": "application/json", **headers}, body
    return lambda _: given


def at(path: str, name: str, make: Callable[[], bytes], status: int = 200, **headers: str) -> None:
    HOSTILE[name] = Hostile(path=f"/{path}", make=lambda: always(make(), status, **headers))


def contacts(name: str, make: Callable[[], bytes]) -> None:
    at("contact_sync", name, make)


def nested(opening: str, closing: str, depth: int, size: int) -> str:
    one = opening * depth + closing * depth
    return ",".join([one] * (size // (len(one) + 1)))


# Many values in few bytes.
contacts("1 MB of flat empty arrays", lambda: page(nested("[", "]", 1, MEGABYTE)))
contacts("1 MB of nested arrays", lambda: page(nested("[", "]", 100, MEGABYTE)))
contacts("8 MB of nested arrays", lambda: page(nested("[", "]", 150, 8 * MEGABYTE)))
contacts("6 MB of nested objects", lambda: page(nested('{"":', "1}", 150, 6 * MEGABYTE).replace("1}1", "1}")))
contacts("6 MB of objects of one member", lambda: page(",".join(['{"a":1}'] * (6 * MEGABYTE // 8))))
contacts("two million empty objects", lambda: page(",".join(["{}"] * 2_000_000)))
contacts("4.9 million numbers", lambda: page(",".join(["1"] * 4_900_000)))
contacts("half a million floats", lambda: page(",".join(["1.5"] * 500_000)))
contacts("two million empty strings", lambda: page(",".join(['""'] * 2_000_000)))
contacts("a million keys", lambda: page("", "," + ",".join(f'"k{n}":{n}' for n in range(1_000_000))))
contacts("200,000 keys", lambda: page("", "," + ",".join(f'"k{n}":{n}' for n in range(200_000))))
contacts("a contact of a million keys", lambda: page(contact(1, "," + ",".join(f'"k{n}":1' for n in range(1_000_000)))))
contacts("a thousand contacts of a hundred unknown keys", lambda: page(people(1000, "," + ",".join(f'"k{n}":1' for n in range(100)))))
contacts("50,000 sound contacts on one page", lambda: page(people(50_000)))
contacts("50,000 contacts with an unknown field", lambda: page(people(50_000, ',"x":1')))
contacts("100,000 contacts without a name", lambda: page(",".join(f'{{"id":"{n}"}}' for n in range(100_000))))

# Much text.
contacts("a string of 60 MB", lambda: page(contact(1, unknown("x" * 60 * MEGABYTE))))
contacts("a string of 60 MB with an emoji", lambda: page(contact(1, unknown("x" * 60 * MEGABYTE + "😀"))))
contacts("a string of 8 MB with an escaped emoji", lambda: page(contact(1, unknown("x" * 8 * MEGABYTE + "\\ud83d\\ude00"))))
contacts("a name of 20 MB", lambda: page(contact(1).replace("Person", "x" * 20 * MEGABYTE)))
contacts("8 MB of escaped characters", lambda: page(contact(1, unknown("\\u00e9" * (8 * MEGABYTE // 6)))))
contacts("8 MB of half characters", lambda: page(contact(1, unknown("\\ud83d\\ude00" * (8 * MEGABYTE // 12) + "\\ud83d"))))
contacts("strings of escaped emojis", lambda: page(people(20_000, ',"title":"\\ud83d\\ude00","company":"a\\/b"')))
contacts("a key of 10 MB", lambda: page(contact(1, f',"{"k" * 10 * MEGABYTE}":1')))
contacts("a key of 10 MB beside the contacts", lambda: page("", f',"{"k" * 10 * MEGABYTE}":1'))
contacts("a key of 10 MB twice", lambda: page("", f',"{"k" * 3 * MEGABYTE}":1,"{"k" * 3 * MEGABYTE}":1'))
contacts("an id of 5 MB", lambda: page(contact(1).replace('"c1"', '"' + "i" * 5 * MEGABYTE + '"')))
contacts("60 MB of blanks", lambda: b" " * 60 * MEGABYTE)
contacts("60 MB of opening brackets", lambda: b"[" * 60 * MEGABYTE)
contacts("60 MB of HTML", lambda: b"<html>" * (10 * MEGABYTE))
contacts("60 MB that is not UTF-8", lambda: b'"' + b"x" * 60 * MEGABYTE + b"\xff")
contacts("60 MB that ends too early", lambda: page(people(600_000))[:-1])
contacts("an integer of 5 MB", lambda: page(contact(1, ',"x":' + "9" * 5 * MEGABYTE)))
contacts("a million integers of 70 bits", lambda: page(",".join(["1180591620717411303424"] * 300_000)))
contacts("equal keys a million times", lambda: page("", "," + ",".join(['"k":1'] * 1_000_000)))

# What takes long to judge.
contacts("200,000 odd e-mails", lambda: page(contact(1, ',"emails":[' + ",".join(['"o\'brien@example.org"'] * 200_000) + "]")))
contacts("200,000 odd phones", lambda: page(contact(1).replace('"+12025550143"', ",".join(['"(202) 555-0143 ext. 1"'] * 200_000))))
contacts("200,000 wrong e-mails", lambda: page(contact(1, ',"emails":[' + ",".join(['"a@b@c"'] * 200_000) + "]")))
contacts("long e-mails", lambda: page(contact(1, ',"emails":[' + ",".join(['"' + "a" * 300 + '@example.org"'] * 30_000) + "]")))
contacts("twenty thousand dots", lambda: page(contact(1, ',"emails":[' + ",".join(['"' + "a." * 29 + '"'] * 50_000) + "]")))


def interactions() -> bytes:
    one = '{"id":"%d","subject":"s","type":"ticket","date":"21 November 2012, 17:53:51"}'
    return f"[{','.join(one % n for n in range(100_000))}]".encode()


at("interaction_update", "100,000 odd dates", interactions)
at("interaction_update", "20 MB for everybody at once", lambda: f'[{",".join(["1.5"] * (5 * MEGABYTE))}]'.encode())
at("interaction_update", "3 MB for everybody at once", lambda: f'[{",".join(["{}"] * MEGABYTE)}]'.encode())
at("agent_sync", "a million agents", lambda: f'{{"agents":[{",".join(["{}"] * 1_000_000)}]}}'.encode())

# What Talkdesk keeps and sends back.
at("auth_validation", "a stored field of 2 MB", lambda: json.dumps({"token": "x" * 2 * MEGABYTE}).encode())
at("auth_validation", "a stored field of 2 MB of quotes", lambda: json.dumps({"token": '"&é' * MEGABYTE}).encode())
at("auth_validation", "a stored field of 100 kB of quotes", lambda: json.dumps({"token": '"&é' * 30_000}).encode())
at("auth_validation", "a million stored fields", lambda: json.dumps({f"k{n}": f"value {n}" for n in range(1_000_000)}).encode())
at("auth_validation", "ten thousand stored fields", lambda: json.dumps({f"k{n}": f"value {n}" for n in range(10_000)}).encode())
at("auth_validation", "a stored field of a long name", lambda: json.dumps({"k" * 2 * MEGABYTE: "value"}).encode())


def turning(member: str, size: int) -> Callable[[], Answer]:
    """Pages whose offset or context has so many bytes, each another."""

    def make() -> Answer:
        pages = iter(range(10**9))

        def answer(_: Asked) -> Given:
            number = next(pages)
            offset = '"next_offset":"%d"' % number if member == "context" else ""
            big = f'"{member}":"{number:0{size}}"'
            return raw_json(page(contact(number), "," + ",".join(filter(None, [offset, big]))))

        return answer

    return make


HOSTILE["offsets of 20 MB"] = Hostile(path="/contact_sync", make=turning("next_offset", 20 * MEGABYTE))
HOSTILE["contexts of 20 MB"] = Hostile(path="/contact_sync", make=turning("context", 20 * MEGABYTE))
HOSTILE["offsets of 100 kB"] = Hostile(path="/contact_sync", make=turning("next_offset", 100_000))
HOSTILE["contexts of 100 kB"] = Hostile(path="/contact_sync", make=turning("context", 100_000))

# Errors, and what is packed.
at("contact_sync", "an error of 60 MB", lambda: b"x" * 60 * MEGABYTE, status=500)
at("contact_sync", "a gzip bomb", lambda: gzip.compress(page(contact(1, unknown("x" * 200 * MEGABYTE))), 9), **{"Content-Encoding": "gzip"})
