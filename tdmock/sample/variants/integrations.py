"""Variants of what is offered, and where."""

from tdmock.sample.variants.variant import variant

variant("contacts-only", "Only contacts are offered", definition="contacts-only")
variant("many-actions", "There are twelve actions", definition="many-actions")
variant("trailing-slashes", "Every path ends with a slash", definition="trailing-slashes")
variant("path-prefix", "The bridge lives below a path", definition="path-prefix")
variant("other-paths", "The endpoints have paths of their own", definition="one-path-per-word")
