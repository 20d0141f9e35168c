"""The activity screen: what waits, what needs a person, what happened."""
