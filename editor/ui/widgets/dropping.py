"""Take widgets away: out of sight at once, deleted when Qt is done with them."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def drop(widget: QWidget) -> None:
    """Hide a widget and delete it later. Without hiding it would stay painted until the event loop deletes it."""
    widget.hide()
    widget.deleteLater()


def drop_all(layout: QLayout) -> None:
    """Take everything out of a layout and :func:`drop` its widgets."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            drop(widget)
