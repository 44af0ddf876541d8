"""Lends simulated users the numbers of accounts, by messages between Locust's workers and their master."""

import logging
from collections.abc import Callable
from itertools import count
from typing import Any

from gevent.event import AsyncResult
from locust.runners import STATE_MISSING, LocalRunner, MasterRunner, WorkerRunner

from tdmock.load.ledger import Ledger

_WANTED, _LENT, _BACK = "tdmock.wanted", "tdmock.lent", "tdmock.back"

AnyRunner = LocalRunner | MasterRunner | WorkerRunner


class Desk:
    """One end of it: at the master, at a worker, or both where there is one process only.

    ``note`` is called at the master when a worker is lost.
    """

    def __init__(self, runner: AnyRunner, note: Callable[[str], None] = logging.warning) -> None:
        self._runner = runner
        self._note = note
        self._ledger = Ledger()
        self._users = count()
        self._wanting: dict[int, AsyncResult[int]] = {}
        if not isinstance(runner, WorkerRunner):
            runner.register_message(_WANTED, self._on_wanted)
            runner.register_message(_BACK, self._on_back)
        if not isinstance(runner, MasterRunner):
            runner.register_message(_LENT, self._on_lent)

    def borrow(self) -> int:
        """The number of an account that nobody plays; waits until there is one."""
        user = next(self._users)
        number: AsyncResult[int] = AsyncResult()
        self._wanting[user] = number
        self._runner.send_message(_WANTED, {"user": user})
        try:
            return number.get() or 0
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
            self._runner.send_message(_LENT, {"user": user, "number": number}, worker)

    def _on_wanted(self, msg: Any, **_: Any) -> None:
        self._ledger.ask(msg.node_id, int(msg.data["user"]))
        self.reconcile()

    def _on_back(self, msg: Any, **_: Any) -> None:
        self._ledger.give_back(msg.node_id, int(msg.data["number"]))
        self.reconcile()

    def _on_lent(self, msg: Any, **_: Any) -> None:
        if (wanting := self._wanting.get(msg.data["user"])) is not None:
            wanting.set(int(msg.data["number"]))
        else:  # who asked has stopped meanwhile
            self.give_back(int(msg.data["number"]))
