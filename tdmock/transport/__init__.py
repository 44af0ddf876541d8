"""The transport: how requests reach a bridge, and the only place that knows httpcore and httpx."""

from tdmock.transport.client import MAX_BODY, HttpTransport, Transport

__all__ = ["MAX_BODY", "HttpTransport", "Transport"]
