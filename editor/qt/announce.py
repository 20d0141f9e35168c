"""Tells a screen reader, when one is listening, what changed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

# QAccessible's enums take 3 ms to load, so every function loads them when it is first called: that is after the first
# frame, or never.


def announce(widget: QWidget, words: str) -> None:
    """Say these words, politely."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if words and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def announce_value(widget: QWidget, words: str) -> None:
    """Say that the widget's value, such as the current card, is another one now."""
    from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent

    if words and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, words))


def announce_selection(widget: QWidget, start: int, end: int) -> None:
    """Say that the selected text is another one now (UTF-16 positions)."""
    from PySide6.QtGui import QAccessible, QAccessibleTextSelectionEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(widget, start, end))
