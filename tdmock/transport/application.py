"""A bridge that runs in our own process, reached through an httpx transport such as httpx.WSGITransport."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tdmock.addresses import Address
from tdmock.exchange import Failure, Request
from tdmock.transport.progress import Answer, BrokenError, Progress, RawHeaders

if TYPE_CHECKING:
    import httpx


class Application:
    """Hands requests to the transport. Its waits can't be bounded: the application runs in our thread."""

    def __init__(self, inner: "httpx.BaseTransport") -> None:
        self._inner = inner

    def ask(self, request: Request, address: Address, headers: RawHeaders, progress: Progress) -> Answer:
        """Call the application. Raises BrokenError when it raises anything."""
        import httpx  # noqa: PLC0415  # slow to import; whoever gave us a transport has already paid for it

        left = progress.remaining()
        try:
            response = self._inner.handle_request(
                httpx.Request(
                    request.method,
                    f"{address.scheme}://{address.authority}{address.target}",
                    headers=headers,
                    content=request.body,
                    extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), left)},
                )
            )
        except Exception as error:  # it is the bridge's code that runs: anything may come
            raise _blame(error) from error
        return Answer(
            status=response.status_code,
            headers=response.headers.raw,
            chunks=_guard(response),
            close=lambda: None,
        )

    def ask_further(
        self, request: Request, address: Address, headers: RawHeaders, progress: Progress
    ) -> Answer | None:
        """Ask nothing: there is no connection that could be used again."""

    def stop(self) -> None:
        """Do nothing: a call can't be ended from outside."""

    def close(self) -> None:
        """Close the transport."""
        self._inner.close()


def _guard(response: "httpx.Response") -> Iterator[bytes]:
    try:
        yield from response.iter_raw()
    except Exception as error:  # as above
        raise _blame(error) from error
    finally:
        response.close()


def _blame(error: Exception) -> BrokenError:
    """Say where the application failed, but not its words, which may hold a credential."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno}" if trace else ""
    return BrokenError(Failure.DROPPED, f"the application raised {type(error).__name__}{place}")
