"""Load for bridges that must bear many accounts: Talkdesk's rhythm on Locust, judged by the contract.

>>> from tdmock.load import Load, TalkdeskUser  # in a locustfile of your own
>>> class Account(TalkdeskUser):
...     load = Load(url="http://127.0.0.1:8000", definition="integration.yaml", accounts=200)

Whoever imports :class:`TalkdeskUser` imports Locust, which patches what blocks in the standard library.
"""

from typing import TYPE_CHECKING, Any

from tdmock.load.settings import Load

if TYPE_CHECKING:
    from tdmock.load.user import TalkdeskUser

__all__ = ["Load", "TalkdeskUser"]


def __getattr__(name: str) -> Any:
    if name != "TalkdeskUser":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from tdmock.load.user import TalkdeskUser

    return TalkdeskUser
