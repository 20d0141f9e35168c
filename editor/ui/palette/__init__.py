"""The command palette: find a command, a place, a story, a comment or a reader by a few letters."""
