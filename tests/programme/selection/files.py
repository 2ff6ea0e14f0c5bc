"""Small files of every kind that is taken."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
JPEG = b"\xff\xd8\xff\xe0" + bytes(16)
ODT_TYPE = "application/vnd.oasis.opendocument.text"
OFFICE = "application/vnd.openxmlformats-officedocument"


def zipped(**parts: str) -> bytes:
    """A ZIP with these parts; `mimetype` is stored as it is, as OpenDocument asks."""
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name, content in parts.items():
            how = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(name, content, how)
    return kept.getvalue()


DOCX = zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})
XLSX = zipped(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
PPTX = zipped(**{"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>"})
ODT = zipped(**{"mimetype": ODT_TYPE, "content.xml": "<office/>"})
MACROS = zipped(**{"word/document.xml": "<document/>", "word/vbaProject.bin": "…"})

GOOD = {
    "plan.pdf": ("application/pdf", PDF),
    "plan.docx": (f"{OFFICE}.wordprocessingml.document", DOCX),
    "cijfers.xlsx": (f"{OFFICE}.spreadsheetml.sheet", XLSX),
    "uitleg.pptx": (f"{OFFICE}.presentationml.presentation", PPTX),
    "plan.odt": (ODT_TYPE, ODT),
    "les.png": ("image/png", PNG),
    "les.JPG": ("image/jpeg", JPEG),
    "notitie.txt": ("text/plain", "Eén les.\n".encode()),
    "cijfers.csv": ("text/csv", "school;score\r\nÉén;7\r\n".encode("windows-1252")),
}
