"""Lends simulated users the numbers of accounts, by messages between Locust's workers and their master."""

import logging
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, cast

from gevent.event import AsyncResult
from locust.runners import STATE_MISSING, LocalRunner, MasterRunner, WorkerRunner

from tdmock.load.ledger import Ledger

_WANTED, _LENT, _BACK = "tdmock.wanted", "tdmock.lent", "tdmock.back"

Lent = tuple[int, dict[str, Any]]
"""The number of an account, and what the master decides for it."""

AnyRunner = LocalRunner | MasterRunner | WorkerRunner


class Desk:
    """One end of it: at the master, at a worker, or both where there is one process only.

    ``note`` is called at the master when a worker is lost; ``rates`` are what it decides for all.
    """

    def __init__(
        self,
        runner: AnyRunner,
        note: Callable[[str], None] = logging.warning,
        rates: Mapping[str, Any] | None = None,
    ) -> None:
        self._runner = runner
        self._note = note
        self._rates = dict(rates or {})
        self._ledger = Ledger()
        self._users = count()
        self._wanting: dict[int, AsyncResult[Lent]] = {}
        if not isinstance(runner, WorkerRunner):
            runner.register_message(_WANTED, self._on_wanted)
            runner.register_message(_BACK, self._on_back)
        if not isinstance(runner, MasterRunner):
            runner.register_message(_LENT, self._on_lent)

    def borrow(self) -> Lent:
        """The number of an account that nobody plays, and the rates; waits until there is one."""
        user = next(self._users)
        lent: AsyncResult[Lent] = AsyncResult()
        self._wanting[user] = lent
        self._runner.send_message(_WANTED, {"user": user})
        try:
            return cast("Lent", lent.get())
        finally:
            del self._wanting[user]

    def give_back(self, number: int) -> None:
        """The account is played no more."""
        self._runner.send_message(_BACK, {"number": number})

    def reconcile(self) -> None:
        """Take back what lost workers had, and lend it to those who wait."""
        if isinstance(self._runner, MasterRunner):
            alive = {client.id for client in self._runner.clients.all if client.state != STATE_MISSING}
            for worker in self._ledger.workers - alive:
                accounts = self._ledger.lose(worker)
                self._note(
                    f"worker {worker.rpartition('_')[0]} is lost; its {accounts} accounts go on elsewhere"
                )
        for worker, user, number in self._ledger.grants(self._runner.target_user_count):
            self._runner.send_message(_LENT, {"user": user, "lent": [number, self._rates]}, worker)

    def _on_wanted(self, msg: Any, **_: Any) -> None:
        self._ledger.ask(msg.node_id, int(msg.data["user"]))
        self.reconcile()

    def _on_back(self, msg: Any, **_: Any) -> None:
        self._ledger.give_back(msg.node_id, int(msg.data["number"]))
        self.reconcile()

    def _on_lent(self, msg: Any, **_: Any) -> None:
        number, rates = msg.data["lent"]
        if (wanting := self._wanting.get(msg.data["user"])) is not None:
            wanting.set((number, rates))
        else:  # who asked has stopped meanwhile
            self.give_back(number)
