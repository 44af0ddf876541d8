"""tdmock plays Talkdesk against an integration bridge and reports where the bridge breaks the contract.

>>> import tdmock
>>> report = tdmock.check("http://localhost:8080", "integration.yaml", tdmock.Settings(auth={"token": "…"}))
>>> report.verdict
'conformant'
"""

from typing import Any

__all__ = ["Report", "Settings", "__version__", "check"]
__version__ = "0.2.0"

_PLACES = {"Report": "tdmock.report.build", "Settings": "tdmock.run.settings", "check": "tdmock.api"}


def __getattr__(name: str) -> Any:
    """What the package offers, imported when it is first asked for: the version alone costs nothing."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
