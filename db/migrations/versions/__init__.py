"""The schemas, oldest first. A file that was released is never edited."""
