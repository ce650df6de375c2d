"""How good the assistant is, and since when: question sets, metrics, peers, report, expected
scores.
"""
