"""The bundled contracts and scenarios: where they are, and what an edition makes of them."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Edition(StrEnum):
    """A dated version of the contract."""

    CURRENT = "current"
    Y2017 = "2017"


@cache
def data(folder: str) -> Path:
    """The folder ``contracts`` or ``scenarios``.

    A wheel carries its copy inside the package; a checkout and an editable install have the original
    beside the package.
    """
    package = Path(__file__).parent
    bundled = package / "_data" / folder
    return bundled if bundled.is_dir() else package.parent / folder


def mycrm_file() -> Path:
    """The built-in example definition."""
    return data("contracts") / "examples" / "mycrm.yaml"


@cache
def contract_document(edition: Edition) -> dict[str, Any]:
    """The OpenAPI document of an edition, for any integration."""
    base = _read("current.yaml")
    return {**as_in(edition, "contract", base), "x-sources": sources(edition)}


@cache
def sources(edition: Edition) -> dict[str, dict[str, str]]:
    """The title and the URL of each page that clauses cite, by the name that they cite it by."""
    return as_in(edition, "sources", _read("sources.yaml"))


@cache
def advice(edition: Edition) -> dict[str, dict[str, Any]]:
    """By the id of the clause: ``why``, ``fix`` and examples."""
    files = sorted((data("contracts") / "advice").glob("*.yaml"))
    return as_in(edition, "advice", {name: entry for file in files for name, entry in _read(file).items()})


@cache
def definition_rules(edition: Edition) -> dict[str, dict[str, Any]]:
    """The rules of definitions by their ids, in the order of contracts/definition.yaml."""
    rules = {entry["id"]: entry for entry in _read("definition.yaml")["rules"]}
    return as_in(edition, "definition", rules)


def as_in(edition: Edition, part: str, base: dict[str, Any]) -> dict[str, Any]:
    """A part of the contract as an edition has it: the edition ``current`` is the base itself."""
    if edition is Edition.CURRENT:
        return base
    differences = _read(f"{edition}.yaml")
    found: dict[str, Any] = merged(_with_statuses(base, differences["statuses"]), differences.get(part, {}))
    return found


def merged(target: Any, patch: Any) -> Any:
    """The target as a JSON Merge Patch (RFC 7396) makes it; neither of the two is changed."""
    if not isinstance(patch, dict):
        return patch
    kept = target if isinstance(target, dict) else {}
    joined = kept | {name: merged(kept.get(name), part) for name, part in patch.items()}
    return {name: part for name, part in joined.items() if name not in patch or patch[name] is not None}


def _with_statuses(node: Any, statuses: dict[str, str]) -> Any:
    """The node with every clause's ``status`` exchanged for another one."""
    if isinstance(node, list):
        return [_with_statuses(item, statuses) for item in node]
    if not isinstance(node, dict):
        return node
    found = {name: _with_statuses(part, statuses) for name, part in node.items()}
    if isinstance(status := found.get("status"), str):
        found["status"] = statuses.get(status, status)
    return found


def _read(name: str | Path) -> Any:
    return yaml.load((data("contracts") / name).read_bytes(), Loader=yaml.CSafeLoader)
