"""The least that a client can do for the same exchanges: http.client, orjson and jsonschema-rs, nothing else.

python floor.py URL TAPE             asks everything on a tape, one after the other, and checks each answer
python floor.py URL TAPE contacts    synchronizes all contacts once, and looks for ids that come twice
"""

import sys
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import orjson

JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def command(url: str, file: str, *what: str) -> list[str]:
    """The whole command."""
    return [sys.executable, __file__, url, file, *what]


def replay(connection: HTTPConnection, tape: dict[str, Any]) -> None:
    """Ask everything that was asked."""
    validators = {path: jsonschema_rs.validator_for(schema) for path, schema in tape["schemas"].items()}
    for one in tape["exchanges"]:
        connection.request(one["method"], one["path"], one["body"].encode(), dict(one["headers"]))
        response = connection.getresponse()
        body = response.read()
        if response.status != one["status"]:
            sys.exit(f"{one['path']} answered {response.status}, not {one['status']}")
        if response.status == 200 and body:
            validators[one["path"]].is_valid(orjson.loads(body))


def synchronize(connection: HTTPConnection, tape: dict[str, Any]) -> None:
    """Ask for page after page."""
    is_valid = jsonschema_rs.validator_for(tape["schemas"]["/contact_sync"]).is_valid
    auth = orjson.loads(tape["exchanges"][0]["body"])["auth"]
    seen: set[int] = set()
    meta: dict[str, str] = {}
    while True:
        connection.request("POST", "/contact_sync", orjson.dumps({"auth": auth, "meta": meta}), JSON)
        page = orjson.loads(connection.getresponse().read())
        is_valid(page)
        for contact in page["contacts"]:
            seen.add(hash(contact["id"]))
        if "next_offset" not in page:
            break
        meta = {"offset": page["next_offset"]}
    print(len(seen))


def main(url: str, file: str, what: str = "") -> None:
    """Ask."""
    with open(file, "rb") as opened:  # noqa: PTH123 - pathlib takes as long to import as the rest
        tape = orjson.loads(opened.read())
    connection = HTTPConnection(urlsplit(url).netloc)
    (synchronize if what else replay)(connection, tape)
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
