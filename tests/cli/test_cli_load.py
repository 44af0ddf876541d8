"""``tdmock load`` before anything is sent: what it refuses, and what it says."""

from pathlib import Path

import click
import pytest

from tdmock.cli.accounts import read_accounts
from tdmock.cli.values import Number
from tdmock.definition.model import Definition
from tdmock.editions import mycrm_file
from tdmock.errors import UsageError
from tests.cli.console_script import AUTH, tdmock


def refused(*arguments: str, cwd: Path | None = None) -> str:
    """What is said by a command that is refused."""
    done = tdmock("load", *arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, ""), done
    return done.stderr


def test_an_address_that_is_not_local_is_not_loaded_unless_that_is_allowed() -> None:
    assert "--allow-load" in refused("https://bridge.example", *AUTH)


@pytest.mark.parametrize("two", [("--master", "--worker"), ("--processes=2", "--master")])
def test_a_process_has_one_part(two: tuple[str, str]) -> None:
    assert "don't go together" in refused("http://127.0.0.1:9", *AUTH, *two)


def test_a_worker_wants_to_know_its_master() -> None:
    assert "--master-host" in refused("http://127.0.0.1:9", *AUTH, "--worker")


@pytest.mark.parametrize("time", ["0", "soon", "2 weeks", "-1m", "1e9h"])
def test_a_time_is_a_number_with_a_unit(time: str) -> None:
    assert "is not a time" in refused("http://127.0.0.1:9", *AUTH, f"--duration={time}")


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "-1"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(click.BadParameter):
        Number(min=0)(number)
    assert Number(min=0)("0.5") == 0.5


def test_credentials_come_from_one_place(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account,token\na,b\n")
    assert "use one of them" in refused("http://127.0.0.1:9", *AUTH, f"--credentials={file}")


def test_the_definition_of_the_current_folder_is_taken(tmp_path: Path) -> None:
    text = mycrm_file().read_text(encoding="utf-8")
    (tmp_path / "integration.yaml").write_text(text.replace("token", "passphrase"), encoding="utf-8")
    told = refused("http://127.0.0.1:9", "--auth=account=acme", cwd=tmp_path)
    assert "integration.yaml of the current folder" in told
    assert "nobody gave: passphrase" in told


def test_a_report_of_a_check_is_none_of_a_load() -> None:
    assert "json" in refused("http://127.0.0.1:9", *AUTH, "--report=junit=load.xml")


# --- credentials of many accounts --------------------------------------------------------------------------


def accounts(folder: Path, text: str, definition: Definition) -> tuple[dict[str, str], ...]:
    file = folder / "accounts.csv"
    file.write_text(text, encoding="utf-8")
    return read_accounts(file, definition)


def test_each_line_has_the_credentials_of_an_account(tmp_path: Path, mycrm: Definition) -> None:
    text = '\ufefftoken,account\n"a ""quoted"", one",acme\n\nt0ken,ümlaut\n'
    assert accounts(tmp_path, text, mycrm) == (
        {"account": "acme", "token": 'a "quoted", one'},
        {"account": "ümlaut", "token": "t0ken"},
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no accounts"),
        ("account,token\n", "no accounts"),
        ("account,tokn\nacme,s3cret\n", "did you mean token?"),
        ("token,token\ns3cret,s3cret\n", "two columns have one name"),
        ("account,token\nacme,s3cret,s3cret\n", "line 2: there are 3 cells"),
        (
            "account,token\nacme,fine\nacme,\n",
            "line 3: the definition wants credentials that nobody gave: token",
        ),
        ('account,token\nacme,"s3cret', "line 2"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_without_a_value(
    tmp_path: Path, mycrm: Definition, text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TDMOCK_AUTH_TOKEN", raising=False)
    with pytest.raises(UsageError) as refusal:
        accounts(tmp_path, text, mycrm)
    assert told in str(refusal.value)
    assert "s3cret" not in str(refusal.value)
