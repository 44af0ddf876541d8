"""Runs the command line by ``python -m tdmock``."""

from tdmock.cli import main

if __name__ == "__main__":
    main()
