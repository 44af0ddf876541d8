"""tdmock plays Talkdesk against an integration bridge and reports where the bridge breaks the contract."""

__version__ = "0.1.0"
