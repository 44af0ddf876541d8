"""``tdmock check --scenarios``: from the command line and the configuration, with the exit code."""

from pathlib import Path

from tests.bridges import Bridge, conformant
from tests.cli.test_check import AUTH, refused, tdmock

SCENARIO = """\
title: All contacts
finding: {{id: acme.person0-comes, title: Person 0 comes, fix: Look for a filter.}}
walk: true
body: {{auth: $auth, meta: {{}}}}
expect:
  body:
    contacts[*].id: {{some: "{}"}}
"""


def write(folder: Path, identity: str) -> str:
    (folder / "contact_sync").mkdir(parents=True, exist_ok=True)
    (folder / "contact_sync" / "mine.yaml").write_text(SCENARIO.format(identity), encoding="utf-8")
    return str(folder)


def test_its_finding_is_told_like_others_and_makes_the_exit_code_1(tmp_path: Path) -> None:
    with Bridge(conformant()) as bridge:
        given = [bridge.url, *AUTH, "--only=contact_sync", "--scenarios", str(tmp_path)]
        write(tmp_path, "c0")
        assert tdmock("check", *given).returncode == 0
        write(tmp_path, "c99")
        done = tdmock("check", *given)
    assert done.returncode == 1
    assert "ERROR contact_sync  acme.person0-comes" in done.stdout
    assert "Look for a filter." in done.stdout


def test_what_is_wrong_with_a_file_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    folder = write(tmp_path, '"')
    with Bridge(conformant()) as bridge:
        said = refused("check", bridge.url, *AUTH, "--scenarios", folder)
        assert "mine.yaml:8:1: isn't valid YAML" in said
        assert not bridge.asked
