"""The one style sheet: fields, scroll bars, menus and tooltips. Everything else is painted from roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from editor.qt.theme import Theme


def sheet_for(theme: Theme) -> str:
    """The sheet in the theme's present colours and scale."""
    values = {role: theme.color(role).name() for role in theme.roles()}
    return _SHEET.format(
        **values,
        control_radius=theme.radius("control"),
        field_height=theme.size("field") - 2,
    )


_SHEET = """
QLineEdit, QPlainTextEdit[field="true"], QTextEdit[field="true"], QComboBox, QSpinBox, QDateTimeEdit {{
    background: {surface}; color: {text}; border: 1px solid {control}; border-radius: {control_radius}px;
    padding: 0 10px; selection-background-color: {select}; selection-color: {text};
    placeholder-text-color: {text3};
}}
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit {{ min-height: {field_height}px; max-height: {field_height}px; }}
QPlainTextEdit[field="true"], QTextEdit[field="true"] {{ padding: 4px 8px; }}
QLineEdit:focus, QPlainTextEdit[field="true"]:focus, QTextEdit[field="true"]:focus, QComboBox:focus, QSpinBox:focus,
QDateTimeEdit:focus {{ border: 2px solid {focus}; padding: 0 9px; }}
QPlainTextEdit[field="true"]:focus, QTextEdit[field="true"]:focus {{ padding: 3px 7px; }}
QLineEdit:disabled, QPlainTextEdit[field="true"]:disabled {{ color: {text3}; border-color: {hairline}; }}
QLineEdit[wrong="true"] {{ border: 2px solid {removed}; padding: 0 9px; }}
QLineEdit[bare="true"] {{ border: 0; padding: 0; background: transparent; min-height: 0; max-height: 4000px; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; border: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: transparent; border-radius: 4px; min-height: 28px; min-width: 28px; }}
QScrollBar[near="true"]::handle {{ background: {control}; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {text3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {hairline}; padding: 4px; }}
QMenu::item {{ padding: 5px 16px; border-radius: 5px; }}
QMenu::item:selected {{ background: {select}; }}
QMenu::item:disabled {{ color: {text3}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {control}; padding: 3px 6px; }}
"""
