"""The placeholders of templates, such as ``{{contact.first_name}}``, and those that Talkdesk's texts name."""

import re

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")

# The members of a synchronized contact, and what Talkdesk can tell from them.
CONTACT_FIELDS = (
    *("id", "name", "first_name", "last_name", "company", "title", "email", "phone", "phone_number"),
    *("address", "website", "url", "emails", "phones", "photo_url", "twitter", "websites"),
)
KNOWN = frozenset(
    [
        *(f"contact.{field}" for field in CONTACT_FIELDS),
        *("agent.id", "agent.name", "agent.email", "agent.tags_list"),
        *("account.name", "account.email", "account_id", "contact_phone_number", "tags"),
    ]
)


def placeholders(text: str | None) -> list[str]:
    """What stands between the double braces of a text."""
    return [name.strip() for name in PLACEHOLDER.findall(text or "")]
