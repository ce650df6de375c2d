"""A situation → a draft of a form, each line with its origin: read `situation.py`, then
`draft.py`.
"""
