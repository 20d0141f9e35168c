"""The drafting screen: the list of stories, editors side by side, the preview."""
