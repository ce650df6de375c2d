"""Whatever is shown → a file, and back: read `printable.py`, then `export.py`."""
