"""Written answers: what editors write for the needs that people have, each sentence on words of a
source.
"""
