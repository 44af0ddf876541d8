"""What commands say beside their output."""

import click

from tdmock.report.text import visible


def tell(text: str) -> None:
    """Says something on standard error, where nothing out of a file or an answer may steer the terminal."""
    click.echo(visible(text), err=True)
