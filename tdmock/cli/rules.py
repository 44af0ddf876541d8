"""``tdmock rules``: list the rules, or explain one."""

from collections.abc import Iterator
from textwrap import wrap

import click
from rich.console import Console
from rich.text import Text

from tdmock.cli.options import edition_option
from tdmock.editions import Edition
from tdmock.findings import Clause, Level
from tdmock.redaction.text import count
from tdmock.rulebook.explanations import Chapter, Explanation, chapters, explain

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_INDENT = " " * 11


@click.command("rules")
@click.argument("rule", metavar="[ID]", required=False)
@edition_option
def command(rule: str | None, edition: str) -> int:
    """List the rules by endpoint, with the scenarios that are played; or explain the rule ID."""
    console = Console()
    width = min(console.width, 100)
    if rule is not None:
        lines = _explained(explain(rule, Edition(edition)), width)
    else:
        lines = (line for chapter in chapters(Edition(edition)) for line in _chapter(chapter, width))
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return 0


def _chapter(chapter: Chapter, width: int) -> Iterator[Text]:
    yield Text(f"{chapter.endpoint} ({count(len(chapter.clauses), 'rule')})", style="bold")
    if chapter.scenarios:
        yield Text("  Played here:")
        for scenario in chapter.scenarios:
            yield Text(_wrapped(scenario.title, width, "  - ", "    "))
    yield Text()
    for clause in chapter.clauses:
        yield Text.assemble("  ", (f"{clause.level:<9}", _COLOURS[clause.level]), clause.id)
        yield Text(_wrapped(clause.title, width, _INDENT, _INDENT), style="dim")
    yield Text()


def _explained(told: Explanation, width: int) -> Iterator[Text]:
    clause = told.clause
    yield Text(clause.id, style="bold")
    yield Text(_wrapped(f"{clause.title}.", width))
    if told.judged:
        yield Text(_wrapped(f"Judged: {told.judged}", width, "", " " * 8))
    yield Text()
    for standing in (clause, *told.elsewhere):
        yield from _standing(standing, clause.title)
    yield Text(f"since tdmock {told.since}", style="dim")
    yield Text()
    yield Text(_wrapped(f"Why:  {clause.why}", width, "", " " * 6))
    yield Text(_wrapped(f"Fix:  {clause.fix}", width, "", " " * 6))
    for title, style, exchanges in (("Good", "green", told.good), ("Bad", "red", told.bad)):
        yield Text()
        yield Text(f"{title}:", style=style)
        yield from (Text(_cut(line, width)) for line in "\n\n".join(map(str, exchanges)).splitlines())
    if told.fault:
        yield Text()
        yield Text(f"See it: {told.fault}")


def _standing(clause: Clause, title: str) -> Iterator[Text]:
    source = clause.source
    yield Text.assemble(
        f"{source.edition} edition: ", (clause.level, _COLOURS[clause.level]), f", {source.status}"
    )
    if clause.title != title:
        yield Text(f"  {clause.title}")
    yield Text(f"  {source.title}: {source.url}", style="dim")


def _wrapped(text: str, width: int, first: str = "", then: str = "") -> str:
    return "\n".join(
        wrap(text, max(width, 40), initial_indent=first, subsequent_indent=then, break_on_hyphens=False)
    )


def _cut(line: str, width: int) -> str:
    """A line of an exchange, wrapped with its mark where it is too long."""
    mark, rest = line[:2], line[2:]
    pieces = wrap(rest, max(width - 2, 40), drop_whitespace=False, break_on_hyphens=False)
    return "\n".join(mark + piece for piece in pieces) if len(line) > width else line
