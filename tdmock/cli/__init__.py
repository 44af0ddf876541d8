"""The command line: parses, wires, and turns outcomes into exit codes."""

import importlib
import io
import os
import sys
import traceback

import click
from click.exceptions import NoSuchCommand

from tdmock import __version__
from tdmock.cli.output import drop_output, tell
from tdmock.errors import TdmockError

USAGE, DEFECT, INTERRUPTED = 2, 4, 130

# Commands are imported only when they are called; their summaries stand here so that --help imports none.
_COMMANDS = {
    "check": "Check a bridge against the contract.",
    "fuzz": "Send generated requests to a bridge.",
    "load": "Play many accounts against a bridge at once.",
    "demo": "Start the sample bridge and check it.",
    "serve": "Serve the sample bridge.",
    "generate": "Write fixture data: contacts, agents, interactions, requests, responses.",
    "init": "Make a definition to start from.",
    "lint": "Find what is wrong with a definition.",
    "document": "Write the document to attach when you submit.",
    "contract": "Write an integration's contract as an OpenAPI document.",
    "replay": "Look at the findings of a report again.",
    "report": "Write a JSON report in other formats.",
    "rules": "List the rules, or explain one.",
    "selftest": "Prove that every rule fires on its fault, and on nothing else.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tdmock.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


# Not the docstring: click's mark for lines that stay as they are is a backspace, which a raw text can't hold.
_HELP = """\
Play Talkdesk against your integration bridge and see where it breaks the contract.

\b
tdmock demo                            see it at work on a sample bridge
tdmock check http://127.0.0.1:8000     check your own
"""


@click.command(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tdmock")
def group() -> None:
    """All commands."""


def _shown(error: click.ClickException) -> str:
    """What click would print of an error: with the usage, when it was that."""
    text = io.StringIO()
    _with_guess(error).show(file=text)
    return text.getvalue().rstrip("\n")


def _with_guess(error: click.ClickException) -> click.ClickException:
    """The error, which suggests a name only where one was probably meant."""
    from tdmock.definition.words import closest

    if isinstance(error, NoSuchCommand):
        guess = closest(error.command_name, _COMMANDS)
        return NoSuchCommand(error.command_name, possibilities=[guess] if guess else None, ctx=error.ctx)
    if isinstance(error, click.NoSuchOption) and error.ctx:
        known = {name.lstrip("-"): name for option in error.ctx.command.params for name in option.opts}
        guess = closest(error.option_name.lstrip("-"), known)
        near = [known[guess]] if guess else None
        return click.NoSuchOption(error.option_name, possibilities=near, ctx=error.ctx)
    return error


def _open_streams() -> None:
    """Open the streams that were closed, and let each write out the characters that it can't hold."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Run the command line; every way out has its exit code."""
    # pydantic would look through all installed packages for plugins, at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _open_streams()
    try:
        code = group(standalone_mode=False)
    except click.ClickException as error:
        tell(_shown(error))
        code = error.exit_code
    except click.exceptions.Abort:
        drop_output()  # a pager may hold what is left of it
        tell("Interrupted.")
        code = INTERRUPTED
    except TdmockError as error:
        tell(f"Error: {error}")
        code = error.exit_code
    except BrokenPipeError:
        drop_output()  # whoever read it has seen enough
        code = 0
    except OSError as error:
        drop_output()
        tell(f"Error: can't write the output: {error.strerror or error}")
        code = USAGE
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect of ours is never blamed on the bridge
        where = "".join(
            traceback.format_tb(error.__traceback__)
        )  # without the message: it may hold a credential
        click.echo(
            f"{where}{type(error).__name__}\n\nThis is a defect of tdmock {__version__}, not of your bridge.",
            err=True,
        )
        code = DEFECT
    sys.exit(code if isinstance(code, int) else 0)
