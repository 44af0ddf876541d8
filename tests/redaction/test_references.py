"""Where a credential is given by a reference, and what keeps one from being found; no value is ever told."""

from pathlib import Path

import pytest

from tdmock.errors import UsageError
from tdmock.redaction.references import LARGEST, as_text, resolve

WHERE = "--auth token"


@pytest.mark.parametrize("value", ["t0ken", "", "env:", "file:", "ENV:X", "an env:X", "a file:x"])
def test_what_is_no_reference_is_the_value(value: str) -> None:
    assert resolve(value, WHERE) == value


def test_a_variable_of_the_environment_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", " env:x\n")
    assert resolve("env:CRM_TOKEN", WHERE) == " env:x\n"


def test_a_variable_that_is_not_set_is_named_unless_it_may_be_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CRM_TOKEN", raising=False)
    with pytest.raises(UsageError, match=r"^--auth token: the environment variable CRM_TOKEN is not set$"):
        resolve("env:CRM_TOKEN", WHERE)
    with pytest.raises(UsageError, match=r"^--auth token: the environment variable is not set$"):
        resolve("env:s3cret!", WHERE)


@pytest.mark.parametrize(
    ("content", "value"), [(b"t0ken", "t0ken"), (b" t\n0 \r\n\n", " t\n0 "), ("пароль".encode(), "пароль")]
)
def test_a_file_is_read_without_the_line_breaks_at_its_end(
    tmp_path: Path, content: bytes, value: str
) -> None:
    (tmp_path / "token").write_bytes(content)
    assert resolve(f"file:{tmp_path / 'token'}", WHERE) == value


def test_a_file_in_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text("t0ken", encoding="utf-8")
    assert resolve("file:~/token", WHERE) == "t0ken"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent", "can't read {}: No such file or directory"),
        ("", "can't read {}: Is a directory"),
        ("binary", "can't read {}: it isn't text"),
        ("large", "{} is too large for a credential"),
    ],
)
def test_a_file_that_cannot_be_a_credential_is_refused_with_the_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "binary").write_bytes(b"s3cret\xff")
    (tmp_path / "large").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(UsageError) as refused:
        resolve(f"file:{tmp_path / name}", WHERE)
    assert str(refused.value) == f"{WHERE}: {reason.format(tmp_path / name)}"


def test_a_file_may_be_as_large_as_64_kib(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"x" * 64 * 1024)
    assert len(resolve(f"file:{tmp_path / 'key'}", WHERE)) == LARGEST == 65_536


def test_the_home_of_nobody_is_told() -> None:
    with pytest.raises(UsageError, match=r"can't read ~nosuchuser/x: there is no such user$"):
        resolve("file:~nosuchuser/x", WHERE)


def test_bytes_that_are_no_text_are_no_value() -> None:
    assert as_text("é", WHERE) == "é"
    with pytest.raises(UsageError, match=r"^--auth token: the value isn't text in UTF-8$"):
        as_text("\udcff", WHERE)
