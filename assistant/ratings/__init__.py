"""What evaluators judge, and what becomes of it: read `pairing.py`, then `replay.py`."""
