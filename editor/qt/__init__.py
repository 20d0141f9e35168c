"""Qt plumbing without screens: tasks, operations, changes, messages, crash reports, theme, icons, settings."""
