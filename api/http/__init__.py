"""The addresses, a module a subject."""
