"""Writes ``docs/commands.md`` from what the commands themselves say: ``python -m tdmock.cli.reference``."""

import sys
from collections.abc import Iterator
from inspect import cleandoc

import click

from tdmock.cli import group

_INTRODUCTION = """\
# Commands

Made by `make generate` from what `tdmock COMMAND --help` says.

## Completion

With your shell's line in its start-up file, the Tab key completes commands, options and their values:

| shell | file | line |
|---|---|---|
| bash | `~/.bashrc` | `eval "$(_TDMOCK_COMPLETE=bash_source tdmock)"` |
| zsh | `~/.zshrc`, after `compinit` | `eval "$(_TDMOCK_COMPLETE=zsh_source tdmock)"` |
| fish | `~/.config/fish/completions/tdmock.fish` | `_TDMOCK_COMPLETE=fish_source tdmock \\| source` |
"""


def reference() -> str:
    """The page as Markdown."""
    context = click.Context(group, info_name="tdmock")
    commands = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    pages = (
        "\n".join(_command(command, click.Context(command, context, info_name=name)))
        for name, command in commands
        if command
    )
    return "\n".join([_INTRODUCTION, *pages])


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## {context.command_path}\n\n```\n{usage}\n```\n"
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        kept = paragraph.removeprefix("\b\n")  # click's mark for lines that stay as they are
        yield f"{paragraph}\n" if kept == paragraph else f"```\n{kept}\n```\n"
    yield "| option | |\n|---|---|"
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    for name, text in filter(None, records):
        if text:
            yield f"| `{_cell(name)}` | {_cell(text)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    sys.stdout.write(reference())
