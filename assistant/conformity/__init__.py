"""A contract → clause by clause, then rule by rule: read `verdict.py`, then `conformity.py`."""
