"""What a trainer shows, quoted and verified: read `lesson.py`, then `discovery.py`."""
