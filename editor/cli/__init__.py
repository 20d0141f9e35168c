"""Commands of the backbench program."""
