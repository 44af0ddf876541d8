"""A whole check of the built-in mycrm, against the floor and against what people would use instead."""

import shutil

from tests.benchmarks.floor import command as floor
from tests.benchmarks.measure import TDMOCK, Command, by_turns, folder, holds
from tests.benchmarks.peers import PEERS, QUIET, Peer, installed
from tests.benchmarks.tape import credentials, record
from tests.benchmarks.target import capacity, running

FLOOR = 2.5


def main() -> bool:
    """Measure all that could be installed, by turns. Whether every goal is reached."""
    with folder() as top:
        file = top / "tape.json"
        tape = record(file)
        with running(file) as url:
            commands: dict[str, Command] = {
                "tdmock": [*TDMOCK, "check", url, *credentials()],
                "the floor": floor(url, str(file)),
            }
            peers: dict[str, Peer] = {}
            for name, peer in PEERS.items():
                place = top / name.replace(" ", "-")
                if problem := installed(peer, place):
                    print(f"mycrm: {name} could not be installed, and is not compared: {problem}")
                    continue
                shutil.copy(file, place / "tape.json")
                commands[name] = peer.prepare(place, tape, url)
                peers[name] = peer
            costs = by_turns(commands, {name: peer.codes for name, peer in peers.items()}, **QUIET)
            able = capacity(url, tape)
        own, floors = costs.pop("tdmock"), costs.pop("the floor")
        count = len(tape.exchanges)
        fastest = max(count / cost.seconds for cost in floors)
        print(
            f"mycrm: {count} requests; the target answers {able:,.0f} a second, the floor asks {fastest:,.0f}"
        )
        held = [able > fastest, holds("mycrm: the floor", own, floors, most=FLOOR)]
        held += [holds(f"mycrm: {name}", own, found, most=peers[name].most) for name, found in costs.items()]
        return all(held)


if __name__ == "__main__":
    raise SystemExit(not main())
