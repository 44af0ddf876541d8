"""Variants of how much there is."""

from tdmock.sample.variants.variant import variant

variant("single-page", "Everything fits on one page", page_size=1000)
variant("tiny-pages", "One contact or agent on each page", contacts=9, agents=3, page_size=1)
variant("no-contacts", "The account has no contacts", contacts=0)
variant("no-agents", "The account has no agents", agents=0)
variant("one-contact", "The account has one contact", contacts=1, agents=1)
variant("two-contacts", "The account has two contacts", contacts=2, agents=2)
variant("empty-account", "There are neither contacts nor agents", contacts=0, agents=0)
