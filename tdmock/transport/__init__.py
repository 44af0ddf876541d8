"""The transport: how requests reach a bridge, and the only place that knows httpcore.

It is httpcore, the engine of httpx, and not httpx itself: what that adds (redirects, cookies, proxies) must
not happen here, and would cost a run half of its speed, and its start-up 50 ms.
"""

from tdmock.transport.client import HttpTransport, Transport

__all__ = ["HttpTransport", "Transport"]
