"""The windows: main window, command palette, shortcut sheet, screens and the widgets they share."""
