"""The steps of the proof: each yields a reason why a sentence does not follow, or nothing."""
