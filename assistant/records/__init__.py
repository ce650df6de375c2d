"""What the corpus says as typed facts: listed, filtered, counted, added, each with its source."""
