"""The comment moderation inbox: queues, the list, the comment with its thread, its context and the verdict bar."""
