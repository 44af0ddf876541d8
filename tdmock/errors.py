"""The errors that tdmock tells people about, each with the exit code that it stands for."""


class TdmockError(Exception):
    """Something a person can fix; its text is a whole message and is shown without a traceback."""

    exit_code = 2


class DefinitionError(TdmockError):
    """A definition that can't be read.

    ``place`` says where: ``file:line``, a field, or table, row and cell.
    """

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


class UsageError(TdmockError):
    """An option or argument that can't be used as given."""
