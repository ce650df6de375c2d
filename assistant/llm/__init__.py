"""A language model behind a gate: read `gate.py`, then `scribe.py`."""
