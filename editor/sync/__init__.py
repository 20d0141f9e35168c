"""The sync cycle: pull, resolve, push, acknowledge, back off."""
