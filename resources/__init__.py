"""Data the program ships with: fonts, icons, themes, texts; read through importlib.resources."""
