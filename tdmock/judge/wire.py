"""How answers arrive: what shows that a clause of the wire is broken, and which could have been."""

from collections.abc import Iterable, Iterator

from tdmock.contract.compile import WireClause, status_class
from tdmock.exchange import Exchange, Response
from tdmock.exchange.payload import Payload, Problem
from tdmock.findings import Breach
from tdmock.redaction.mask import cut

NOT_MODIFIED = 304


class Wire:
    """The clauses about how answers arrive, by the signs that break them.

    An answer is ``slow`` beyond so many seconds; it is ``regular`` where Talkdesk might send its request.
    """

    def __init__(self, clauses: Iterable[WireClause], *, slow: float) -> None:
        self._slow = slow
        self._by_sign: dict[str, tuple[str, str]] = {}
        self._shown_by: dict[str, list[str]] = {}
        for entry in clauses:
            self._shown_by.setdefault(entry.shown_by, []).append(entry.clause.id)
            for sign, expected in entry.broken_by.items():
                self._by_sign[sign] = entry.clause.id, expected

    def __contains__(self, sign: str) -> bool:
        return sign in self._by_sign

    def breach(self, sign: str, actual: str, *, at: str = "", limit: float = 0) -> Breach:
        """The breach that a sign shows; ``limit`` is what was exceeded, where something was."""
        clause, expected = self._by_sign[sign]
        return Breach(rule=clause, at=at, expected=expected.format(limit=limit), actual=actual)

    def shown_by(self, *names: str) -> frozenset[str]:
        """The clauses that could have been broken by what came."""
        return frozenset(clause for name in names for clause in self._shown_by[name])

    def seen(self, exchange: Exchange, response: Response, *, regular: bool) -> frozenset[str]:
        """The clauses that an answer could have broken, whatever its body."""
        is_so = {
            "answer": True,
            "regular-answer": regular,
            "second-answer": exchange.request.twice,
            "encoded-answer": bool(response.header("Content-Encoding")),
        }
        return self.shown_by(*(name for name, holds in is_so.items() if holds))

    def breaches(self, exchange: Exchange, response: Response, *, regular: bool) -> Iterator[Breach]:
        """What is wrong with how an answer came, whatever its body."""
        if exchange.elapsed > self._slow:
            yield self.breach("slow", f"{exchange.elapsed:.1f} s", limit=self._slow)
        if regular and response.status == NOT_MODIFIED:
            yield self.breach("304", "status 304")
        elif regular and status_class(response.status) == "3xx":
            target = response.header("Location")
            leads = f"to {cut(target, 200)}" if target else "without a Location"
            yield self.breach("3xx", f"status {response.status} {leads}", at="Location")

    def unreadable(self, payload: Payload, response: Response) -> Breach:
        """Why nobody can read a body that should be JSON."""
        declared = response.header("Content-Type") or "no Content-Type"
        actual = f"{payload.detail} ({cut(declared, 80)}, status {response.status})"
        return self.breach(payload.problem or Problem.NOT_JSON, actual, at="body")

    def in_readable(self, payload: Payload, response: Response) -> Iterator[Breach]:
        """What is wrong with JSON that can be read: the type that it is sent as, or keys that come twice."""
        declared = response.header("Content-Type")
        if (declared or "").partition(";")[0].strip().lower() != "application/json":
            actual = cut(declared, 80) if declared else "no Content-Type"
            yield self.breach("other-type", actual, at="Content-Type")
        if payload.problem is Problem.DUPLICATE_KEYS:
            yield self.breach(payload.problem, payload.detail, at="body")
