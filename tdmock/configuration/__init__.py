"""``tdmock.toml``, or ``[tool.tdmock]`` in pyproject.toml: what `tdmock check` need not be told each time."""
