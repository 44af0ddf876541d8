"""The sample bridge, conformant for any definition, and the faults and variants that prove the checker."""
