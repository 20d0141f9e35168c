"""Widgets the screens share, painted from the roles of the theme."""
