"""``tdmock contract``: the contract of one integration as an OpenAPI document."""

import json
from pathlib import Path
from typing import Any

import click
import yaml

from tdmock.cli.options import edition_option, seed_option
from tdmock.contract.compile import compile_contract
from tdmock.contract.openapi import illustrate
from tdmock.documents.load import builtin, load
from tdmock.editions import Edition
from tdmock.errors import UsageError


@click.command("contract")
@click.argument("file", required=False, type=click.Path())
@edition_option
@seed_option
@click.option("--output", "-o", type=click.Path(), metavar="FILE", help="Write it there: *.json, or YAML.")
def command(file: str | None, edition: str, seed: int, output: str | None) -> int:
    """Write the contract of the integration in FILE, the built-in mycrm without, as OpenAPI 3.1.

    It has the integration's own paths, authentication fields, interaction types and inputs, and examples of
    requests and answers. What is no error by the contract is allowed in it. Credentials stand in the bodies,
    so other tools take them from the examples: put real ones there.
    """
    definition = load(Path(file)) if file else builtin()
    document = illustrate(compile_contract(definition, Edition(edition)), definition, seed=seed)
    if output is None:
        click.echo(_yaml(document), nl=False)
        return 0
    text = _json(document) if output.endswith(".json") else _yaml(document)
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"-o {output}: can't write it: {error.strerror}") from None
    return 0


class _Plain(yaml.CSafeDumper):
    """Writes what stands in several places out each time, for other tools' readers."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _yaml(document: dict[str, Any]) -> str:
    text: str = yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return text


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
