"""Reports of a run, one writer for each format; each turns a finished report into text."""
