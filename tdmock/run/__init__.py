"""A run: what is sent when, what is repeated, what Talkdesk keeps of the answers."""
