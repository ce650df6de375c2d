"""A language model behind a gate: read `gate.py`, then `session.py`."""
