"""The forms of the instruction as typed values: read `sheet.py`, then `forms.py`."""
