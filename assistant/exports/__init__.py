"""Whatever is shown → a file, and back: read `printout.py`, then `export.py`."""
