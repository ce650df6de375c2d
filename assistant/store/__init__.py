"""What people leave here: drafts with their versions, conversations, reviews, feedback, saved
questions.

`nouns` says what is stored, `tables` how, `database` opens it; one module a noun then reads and
writes it.
"""
