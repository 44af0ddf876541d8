"""What commands say beside their output, and what becomes of that when nobody reads it."""

import os
import sys
from contextlib import suppress

import click

from tdmock.redaction.text import visible


def tell(text: str) -> None:
    """Says something on standard error, where nothing out of a file or an answer may steer the terminal."""
    with suppress(OSError):  # a run goes on where standard error is full or closed
        click.echo(visible(text), err=True)


def drop_output() -> None:
    """Send the rest of standard output nowhere: Python would complain of it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
