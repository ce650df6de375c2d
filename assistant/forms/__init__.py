"""The forms of the instruction as typed values: read `line.py`, then `form.py` and `sheet.py`."""
