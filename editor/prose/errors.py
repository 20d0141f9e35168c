"""What can be wrong with a file someone wants to import, each with one sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar

from editor.domain.errors import BadInput


class ImportRefused(BadInput):
    """A file that cannot be imported; nothing was changed. `sentence` is for the person, `name` is the file's name."""

    template: ClassVar[str] = "{name} cannot be imported."

    def __init__(self, name: str, **fields: object) -> None:
        self.name = name
        self.sentence = self.template.format(name=f"“{name}”", **fields)
        super().__init__(self.sentence)


class FileUnreadable(ImportRefused):
    """Missing, a folder, or not permitted; `reason` is the system's own words."""

    template = "{name} cannot be opened: {reason}."


class FileTooLarge(ImportRefused):
    """Over the limit, which is given in whole megabytes as `limit`."""

    template = "{name} is larger than {limit} MB; remove its pictures or split it, then import it again."


class UnpacksTooLarge(ImportRefused):
    """A small archive that grows out of proportion, by mistake or on purpose."""

    template = "{name} unpacks to more than a story could hold and was not opened; save a fresh copy and import that."


class UnknownKind(ImportRefused):
    """An ending this program does not read."""

    template = "{name} is not a kind of file Backbench reads; save it as .docx, .md, .html or .txt."


class OlderWordFile(ImportRefused):
    """A .doc from before 2007, whatever it is called."""

    template = "{name} is an older Word document; open it in a word processor and save it as .docx."


class NotWordFile(ImportRefused):
    """Called .docx, but something else inside."""

    template = "{name} is not a Word document, although it is named like one; save it again as .docx."


class DamagedFile(ImportRefused):
    """Cut short, or inconsistent inside."""

    template = "{name} is damaged or was not copied completely; ask for it again or save a fresh copy."


class PasswordProtected(ImportRefused):
    """Encrypted."""

    template = "{name} is protected by a password; open it in a word processor and save a copy without one."


class HasMacros(ImportRefused):
    """Carries program code. The code is never looked at, and the text is not taken either."""

    template = "{name} contains macros and was not opened; save it as a plain .docx without macros."


class UnsafeDocument(ImportRefused):
    """XML with entity or type declarations, which no word processor writes."""

    template = "{name} contains hidden declarations that no word processor writes and was not opened."


class NotText(ImportRefused):
    """Binary content under the name of a text file."""

    template = "{name} is not a text file: it contains characters that no text has."


class NothingInside(ImportRefused):
    """No words at all."""

    template = "{name} contains no text."
