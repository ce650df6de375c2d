"""Loaded by every Python process that a test starts: the same guard there."""

import guard

guard.install()
