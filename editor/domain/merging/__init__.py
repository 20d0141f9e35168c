"""Merging two people's work on one story: sentence by sentence, with every piece of the result traced to its source."""
