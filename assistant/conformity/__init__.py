"""A contract → clause by clause, then rule by rule: read `result.py`, then `check.py`."""
