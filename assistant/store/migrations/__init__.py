"""The history of the tables, read by alembic. A new step is a module of `versions`, and its number
goes to `tables.REVISION`.
"""
