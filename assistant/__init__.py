"""The trade: read `domain.py`, then `pipeline.py`."""
