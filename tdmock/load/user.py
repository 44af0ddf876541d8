"""The user that Locust simulates: one account of Talkdesk's, in its rhythm."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import gevent
from gevent.event import Event
from gevent.pool import Pool
from locust import User, events, task
from locust.env import Environment
from locust.runners import MasterRunner

from tdmock.load.account import Account, Outcome
from tdmock.load.desk import AnyRunner, Desk
from tdmock.load.rhythm import call_times
from tdmock.load.settings import Load
from tdmock.load.site import Site, make_site
from tdmock.load.tally import Tally

AT_A_TIME = 100  # requests of one account that are under way; more wait, and are told as late
LATE = 1.0  # seconds after its moment
_GRACE = 1.0  # seconds beyond its time-out that a request may take to end


class TalkdeskUser(User):
    """One account: validates once, synchronizes at once and then over and over, and takes calls.

    A class of your own says with ``load`` what is sent, and whom to; the number of users is Locust's.
    """

    abstract = True
    load: ClassVar[Load]
    site: ClassVar[Site]
    desk: ClassVar[Desk]
    tally: ClassVar[Tally]

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._over = Event()
        self._under_way = Pool(AT_A_TIME)
        self._number: int | None = None

    @task
    def live(self) -> None:
        """Play the account until Locust stops this user."""
        self._number, rates = self.desk.borrow()
        load = replace(self.load, **rates)
        account = Account(replace(self.site, load=load), self._number, self._tell)
        self._start(account.validate).join()
        self._start(self._keep_synchronizing, account, load.sync_interval)
        for moment in call_times(load, self._number, time.time()):
            gevent.sleep(max(0.0, moment - time.time()))
            self._start(account.take_call)
            self.tally.calls += 1
            self.tally.late += time.time() - moment > LATE
        self._over.wait()

    def on_stop(self) -> None:
        """Let what is under way come to its end, for the bridge has seen it; then free the account."""
        self._over.set()
        self._under_way.join(timeout=self.load.timeout + _GRACE)
        self._under_way.kill()
        if self._number is not None:
            self.desk.give_back(self._number)

    def _keep_synchronizing(self, account: Account, interval: float) -> None:
        while not self._over.is_set():
            account.synchronize(self._over.is_set)
            self._over.wait(interval)

    def _start(self, function: Callable[..., None], *values: Any) -> "gevent.Greenlet[[], None]":
        """Run a function beside others; a defect in it is told without what it had in its hands."""

        def run() -> None:
            try:
                function(*values)
            except Exception as error:  # noqa: BLE001 - a defect of ours is never blamed on the bridge
                defect = RuntimeError(type(error).__name__)
                self.environment.events.user_error.fire(
                    user_instance=self, exception=defect, tb=error.__traceback__
                )

        return self._under_way.spawn(run)

    def _tell(self, outcome: Outcome) -> None:
        exchange = outcome.exchange
        endpoint = exchange.request.endpoint
        self.tally.add(endpoint, outcome.breaches, self.site.plan.mask)
        self.environment.events.request.fire(
            request_type=exchange.request.method,
            name=endpoint,
            response_time=exchange.elapsed * 1000,
            response_length=len(exchange.response.body) if exchange.response else 0,
            exception=outcome.problem or None,
            context={},
        )


def prepare(environment: Environment, *, plays: bool = True) -> Tally:
    """Give the users of an environment what they share, before there is a runner; a master ``plays`` none.

    Raises :class:`UsageError`.
    """
    tally = Tally()
    for user_class in _user_classes(environment):
        user_class.tally = tally
        if plays:
            user_class.site = make_site(user_class.load)
    environment.events.report_to_master.add_listener(lambda data, **_: data.update(tdmock=tally.take()))
    environment.events.worker_report.add_listener(lambda data, **_: tally.merge(data["tdmock"]))
    return tally


def open_desk(environment: Environment, desk: Desk) -> None:
    """Tell the users where they get their accounts."""
    for user_class in _user_classes(environment):
        user_class.desk = desk


def _user_classes(environment: Environment) -> list[type[TalkdeskUser]]:
    return [found for found in environment.user_classes if issubclass(found, TalkdeskUser)]


def _prepare(environment: Environment, runner: AnyRunner, **_: Any) -> None:
    """Do so in a locustfile of somebody's own."""
    prepare(environment, plays=not isinstance(runner, MasterRunner))
    open_desk(environment, Desk(runner))


events.init.add_listener(_prepare)
