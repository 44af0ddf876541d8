"""Who plays which account."""

from tdmock.load.ledger import Ledger


def lend(ledger: Ledger, worker: str, users: int, *, limit: int = 100) -> list[int]:
    """The numbers that so many users of a worker get."""
    for user in range(users):
        ledger.ask(worker, user)
    return [number for _, _, number in ledger.grants(limit)]


def test_each_account_is_played_once() -> None:
    ledger = Ledger()
    assert [*lend(ledger, "one", 2), *lend(ledger, "two", 2)] == [0, 1, 2, 3]


def test_the_accounts_of_a_lost_worker_go_on_elsewhere() -> None:
    ledger = Ledger()
    lost, _ = lend(ledger, "one", 2), lend(ledger, "two", 2)
    assert ledger.lose("one") == 2
    assert lend(ledger, "two", 2) == lost
    assert ledger.workers == {"two"}


def test_who_comes_too_early_waits_for_an_account() -> None:
    ledger = Ledger()
    lend(ledger, "one", 2)
    assert lend(ledger, "two", 1, limit=2) == []
    ledger.give_back("one", 1)
    assert list(ledger.grants(2)) == [("two", 0, 1)]


def test_a_worker_gives_back_only_what_is_its_own() -> None:
    ledger = Ledger()
    lend(ledger, "one", 1)
    ledger.lose("one")
    lend(ledger, "two", 1)
    ledger.give_back("one", 0)  # it was taken for lost, and says so late
    assert lend(ledger, "three", 1) == [1]


def test_a_lost_worker_waits_no_more() -> None:
    ledger = Ledger()
    assert lend(ledger, "one", 1, limit=0) == []
    ledger.lose("one")
    assert list(ledger.grants(1)) == []
