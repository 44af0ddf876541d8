"""The contract: the documents of its editions, joined with a definition."""
