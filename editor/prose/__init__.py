"""Article text in and out: import files, render Markdown to safe HTML, count words."""
