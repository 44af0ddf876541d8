"""A folder with fixture data of every kind that fit together."""

import shlex
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from tdmock import __version__
from tdmock.definition.model import Definition
from tdmock.errors import UsageError
from tdmock.generate.fakes.agents import TEAM
from tdmock.generate.formats import FIELDS
from tdmock.generate.recipe import PAGE, Recipe
from tdmock.generate.replays import REPLAY_FORMATS
from tdmock.generate.writing import DATABASES, FILES, Order, labels_beside, save, write_file
from tdmock.redaction.text import one_line

_ABOUT = {
    "contacts": "{count:,} contacts",
    "agents": "the {team} agents who look after them",
    "interactions": "their interactions",
    "requests": "{pages:,} requests of Talkdesk for each endpoint, about these contacts and agents",
    "responses": "what a bridge with these contacts and agents answers: one whole synchronization of each",
}

_README = """\
# Fixture data for {name}

Made by tdmock {version} with Faker {faker}; nobody in it is real. These versions make the same bytes again:

    {command}

| file | what is in it |
|---|---|
{files}

Seed {seed}, locales {locales}, the present is {now}.

- An interaction's `id` begins with the `id` of its contact. The field `contact_external_id` says it, too,
  where it was asked for (`--extras`) and in databases.
- {phones}
- Domains end in `.example`, or are example.com, example.net and example.org: mail to them reaches nobody.
"""
_FICTION = "Phones are numbers kept for fiction: nobody has them."
_OPEN = "Phones that may belong to somebody, so never call them: {open}. All others are kept for fiction."


def write_folder(
    folder: Path, form: str, recipe: Recipe, definition: Definition, *, command: list[str]
) -> list[Path]:
    """Write every kind of record that the definition has a use for, and a README; returns the files.

    Kinds that don't fit into the format are NDJSON. ``command`` is what the README says to repeat.
    """
    if form in REPLAY_FORMATS:
        raise UsageError(
            f"The format {form} holds requests only; choose json, ndjson, csv, yaml, sql, sqlite or xlsx."
        )
    if recipe.start:
        raise UsageError("All kinds together are made from the first record on; make parts kind by kind.")
    orders = {order.kind: order for order in _orders(form, recipe, definition)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: can't be made: {error.strerror}") from None
    files: dict[Path, list[str]] = {}
    if form in DATABASES or form in FILES:
        together = {kind: order for kind, order in orders.items() if order.form == form}
        path = folder / f"fixtures.{form}"
        save(together, path)
        files[path] = list(together)
        orders = {kind: order for kind, order in orders.items() if kind not in together}
    for kind, order in orders.items():
        path = folder / f"{kind}.{order.form}"
        write_file(order, path, labels_beside(path) if order.recipe.invalid else None)
        files[path] = [kind]
    readme = folder / "README.md"
    readme.write_text(_readme(files, recipe, definition, command), encoding="utf-8")
    return [*files, readme]


def _orders(form: str, recipe: Recipe, definition: Definition) -> Iterator[Order]:
    many = len(definition.endpoints) * _pages(recipe)
    answers = replace(recipe, count=many, account=recipe.count)
    recipes = {
        "contacts": recipe,
        "agents": replace(recipe.team),
        "interactions": recipe if definition.interaction_types else None,
        "requests": replace(answers, invalid=0.0) if many else None,
        "responses": answers if many else None,
    }
    plain = form in {"json", "ndjson", "yaml"}
    for kind, own in recipes.items():
        if own is not None:
            own_form = form if plain or kind in FIELDS else "ndjson"
            yield Order(kind=kind, form=own_form, recipe=own, definition=definition)


def _pages(recipe: Recipe) -> int:
    return max(1, -(-recipe.count // PAGE))


def _readme(files: dict[Path, list[str]], recipe: Recipe, definition: Definition, command: list[str]) -> str:
    about = {
        kind: text.format(count=recipe.count, team=TEAM, pages=_pages(recipe))
        for kind, text in _ABOUT.items()
    }
    open_ = recipe.open_phones
    return _README.format(
        name=one_line(definition.display_name or definition.name),
        version=__version__,
        faker=version("faker"),
        command=shlex.join(command),
        files="\n".join(
            f"| `{path.name}` | {'; '.join(about[kind] for kind in kinds)} |" for path, kinds in files.items()
        ),
        seed=recipe.seed,
        locales=", ".join(recipe.locales),
        now=f"{recipe.now:%Y-%m-%d}",
        phones=_OPEN.format(open=", ".join(open_)) if open_ else _FICTION,
    )
