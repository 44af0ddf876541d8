"""One reader per file format; each makes a tree or tables with places."""
