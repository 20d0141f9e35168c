"""Write the Word document that the demo imports, the same bytes each time."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).resolve().parents[2] / "resources" / "seed" / "import" / "harbour-lights.docx"
MOMENT = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)
ZIP_DATE = (2026, 11, 20, 9, 0, 0)


def add_link(paragraph: Paragraph, text: str, address: str) -> None:
    """Append a hyperlink to a paragraph."""
    relationship = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relationship)
    run = OxmlElement("w:r")
    content = OxmlElement("w:t")
    content.text = text
    run.append(content)
    link.append(run)
    paragraph._p.append(link)


def build() -> bytes:
    """The document as bytes."""
    document = docx.Document()
    document.core_properties.author = "Ines Marrable"
    document.core_properties.title = "Harbour lights"
    document.core_properties.created = document.core_properties.modified = MOMENT
    document.add_paragraph("Harbour lights to be dimmed after midnight in six-month trial", style="Title")
    document.add_paragraph(
        "Trustees say the change will save £11,400 a year. Night fishermen say nobody asked them.", style="Subtitle"
    )
    document.add_paragraph("By Ines Marrable")
    document.add_paragraph(
        "The lamps along Skerrow’s north quay will be turned down by two thirds between midnight and five in the "
        "morning from 4 January, under a trial approved by the harbour trustees on Thursday evening."
    )
    paragraph = document.add_paragraph("The trustees voted seven to two for the plan. It covers 46 lamps and ")
    paragraph.add_run("does not touch the navigation lights").bold = True
    paragraph.add_run(
        ", which are kept by a separate authority and stay at full strength, according to the report put before the "
        "meeting by the harbour engineer, Petra Lund."
    )
    paragraph = document.add_paragraph("Her report is on ")
    add_link(paragraph, "the harbour’s own site", "https://harbour.skerrow.example/papers/lighting")
    paragraph.add_run(". It puts the saving at £11,400 a year and the cost of the dimmers at £6,200.")
    document.add_heading("“We work when you sleep”", level=2)
    document.add_paragraph(
        "Davin Roe, who lands crab from the quay most nights, told the meeting that the steps at the eastern end were "
        "already dark. “We work when you sleep,” he said. “If I go in off those steps at three, there is nobody to "
        "hear it.”"
    )
    document.add_paragraph(
        "Ms Lund said that the eastern steps would be left out of the trial if the trustees wished. No vote was taken "
        "on that, and the chair, Edda Orrick, said it would come back in December."
    )
    paragraph = document.add_paragraph("Three things will be measured, the report says:")
    for item in (
        "the electricity used, lamp by lamp",
        "falls and near misses in the harbour log, against the same months of the two years before",
        "the number of moths and storm petrels found under the lamps, counted by volunteers",
    ):
        document.add_paragraph(item, style="List Bullet")
    paragraph = document.add_paragraph("The petrels are the reason that some in the town have asked for ")
    paragraph.add_run("less").italic = True
    paragraph.add_run(
        " light for years. Young birds leaving their burrows in autumn are drawn to lamps and land on the quay, where "
        "gulls take them. Osk Brannigan, who runs the count, said volunteers had picked up 61 birds this autumn and "
        "released 54 of them."
    )
    document.add_heading("What happens next", level=2)
    document.add_paragraph(
        "The trial ends on 4 July. The trustees can stop it at any meeting before then. Mr Roe said he would keep his "
        "own log of the eastern steps and read it out each month, whether or not anybody had asked for it."
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def repacked(data: bytes) -> bytes:
    """The same archive with entries in one order and one date, so that it does not change from day to day."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, source.read(name))
    return target.getvalue()


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    path.write_bytes(build())
    sys.stdout.write(f"{path}\n")
