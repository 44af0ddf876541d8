"""Plans: which addresses are called, what is judged, what is masked."""

import pytest

from tdmock.errors import UsageError
from tdmock.report import json_file
from tdmock.run.plan import address, chosen
from tests.bridges import Serve, check, conformant, guarded, json_answer


@pytest.mark.parametrize(
    ("url", "base", "called"),
    [
        ("https://x.example.org/a/b?c=d", None, "https://x.example.org/a/b?c=d"),
        ("https://x.example.org/a/b?c=d", "http://127.0.0.1:80", "http://127.0.0.1:80/a/b?c=d"),
        ("https://x.example.org/a", "http://h:1/api/", "http://h:1/api/a"),
        ("https://x.example.org/a", "127.0.0.1:8000", "http://127.0.0.1:8000/a"),
        ("https://x.example.org", "http://h", "http://h/"),
        ("https://x.example.org/a", "http://[::1]:5", "http://[::1]:5/a"),
        ("https://x.example.org/a", "http://me:pass@h", "http://me:pass@h/a"),
    ],
)
def test_an_endpoint_keeps_its_path_under_another_base(url: str, base: str | None, called: str) -> None:
    assert address(url, base) == called


@pytest.mark.parametrize(
    "base", ["ftp://h", "http://", "http://h:99999", "http://h:x", "http://[::1", "http://a b"]
)
def test_what_is_no_address_is_told(base: str) -> None:
    with pytest.raises(UsageError, match="not an address of a bridge"):
        address("https://x.example.org/a", base)


def test_endpoints_are_chosen_by_name_and_actions_together() -> None:
    declared = ["auth_validation", "contact_sync", "actions/a", "actions/b"]
    assert chosen(declared, []) == declared
    assert chosen(declared, ["contact_sync"]) == ["contact_sync"]
    assert chosen(declared, ["actions"]) == ["actions/a", "actions/b"]
    assert chosen(declared, ["actions/b"]) == ["actions/b"]
    with pytest.raises(UsageError, match="it has auth_validation"):
        chosen(declared, ["agent_sync"])


def test_a_password_in_the_address_is_used_and_never_told(serve: Serve) -> None:
    """The bridge repeats the header in which it came."""
    answer = guarded(lambda asked: json_answer({"contacts": [], "x": asked["headers"].get("authorization")}))
    bridge = serve({**conformant(), "/contact_sync": answer})
    report = check(bridge.url.replace("http://", "http://me:pa55-w0rd@"), only=["contact_sync"])
    assert bridge.at("/contact_sync")[0]["headers"]["authorization"] == "Basic bWU6cGE1NS13MHJk"
    written = json_file.render(report)
    assert "pa55" not in written
    assert "cGE1NS13MHJk" not in written
