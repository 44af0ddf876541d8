"""Talkdesk: what it keeps of the records and answers that it was given."""
