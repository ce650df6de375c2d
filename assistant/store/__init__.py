"""What people save: drafts with their versions, conversations, ratings, feedback, questions.

`nouns` says what is stored, `tables` how, `database` opens it; one module a noun then reads and
writes it.
"""
