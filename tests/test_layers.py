"""A module imports from its own layer or a lower one; what is heavy is imported only where it is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tdmock"

# The lowest layer first. A name stands for the module or the room, which is a package, and all that is in it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("tdmock", "editions", "endpoints", "errors", "exchange", "findings", "redaction"),
    ("definition",),
    ("documents",),
    ("talkdesk",),
    ("scenario",),
    ("generate",),
    ("fixtures", "contract"),
    ("transport",),
    ("judge",),
    ("run",),
    ("configuration", "report", "fuzz", "load", "sample"),
    ("api",),
    ("rulebook",),
    ("__main__", "cli"),
)

HEAVY = frozenset(
    [
        "faker",
        "schemathesis",
        "hypothesis",
        "pytest",
        "uvicorn",
        "starlette",
        "docx",
        "openpyxl",
        "fpdf",
        "markdown_it",
        "phonenumbers",
        "email_validator",
        "dateutil",
        "httpx",
        "locust",
        "gevent",
        "jinja2",
    ]
)


def names(file: Path) -> str:
    """The module's name below the package: ``cli.check``; the package itself is ``tdmock``."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "tdmock"


MODULES = {names(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def layer(module: str) -> int | None:
    """The layer of the module, or of the nearest package round it that has one."""
    while module:
        for number, members in enumerate(LAYERS):
            if module in members:
                return number
        module = module.rpartition(".")[0]
    return None


def imported(file: Path) -> Iterator[str]:
    """Every module of ours that a file imports: at its top, inside functions and for types alike."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}:{node.lineno}: a relative import"
            source = node.module or ""
            found = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            package, _, inner = name.partition(".")
            if package == "tdmock":
                yield inner if inner in MODULES else inner.rpartition(".")[0] or "tdmock"


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_layer(module: str) -> None:
    assert layer(module) is not None, f"give {module} a place in LAYERS"


@pytest.mark.parametrize("module", MODULES)
def test_modules_import_from_their_own_layer_or_a_lower_one(module: str) -> None:
    own = layer(module)
    assert own is not None
    higher = {name for name in imported(MODULES[module]) if (found := layer(name)) is None or found > own}
    assert not higher


def test_the_table_names_a_module_once() -> None:
    everything = [name for members in LAYERS for name in members]
    assert len(everything) == len(set(everything))


def loaded(module: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after importing the module."""
    script = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    present = loaded("tdmock.cli")
    assert not present & {*HEAVY, "httpcore", "pydantic", "rich", "yaml", "orjson", "jsonschema_rs"}


@pytest.mark.parametrize("command", ["check", "serve", "demo", "generate", "load", "selftest"])
def test_commands_import_heavy_packages_only_when_they_need_them(command: str) -> None:
    needs = {"demo": {"starlette", "uvicorn"}}  # it can do nothing without a bridge
    assert not loaded(f"tdmock.cli.{command}") & (HEAVY - needs.get(command, set()))
