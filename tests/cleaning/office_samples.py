"""Office files as the programs write them, as far as a test needs, with all their traces."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cleaning.samples import (
    AUTHOR,
    DEVICE,
    NUMBER,
    PLACE,
    TEXT,
    made_once,
    make_picture,
    zip_up,
)

_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-'
    'properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/'
    f'terms/"><dc:creator>{AUTHOR}</dc:creator><cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>'
    "<dcterms:created>2026-11-01T20:00:00Z</dcterms:created></cp:coreProperties>"
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{DEVICE}</Application><Company>{PLACE}</Company></Properties>"
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument."


def _types(*parts: tuple[str, str]) -> str:
    rows = "".join(f'<Override PartName="/{n}" ContentType="{_CONTENT}{t}+xml"/>' for n, t in parts)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="jpg" ContentType="image/jpeg"/>{rows}</Types>'
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_OF}/{kind}" Target="{target}"{more}/>'
        for number, (kind, target, more) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


_DOCUMENT = (
    f'<w:document xmlns:w="{_W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/'
    'wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'mc:Ignorable="w14"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>first</w:t></w:r></w:p></w:tc>'
    f'</w:tr></w:tbl><w:p w:rsidR="00AB12CD" w14:paraId="1A2B3C4D"><w:r><w:t>{TEXT}</w:t></w:r>'
    f'<w:permStart w:id="3" w:ed="OFFICE\\{AUTHOR}"/><w:permEnd w:id="3"/><w:r><w:instrText>'
    f'INCLUDEPICTURE "C:\\\\Users\\\\{AUTHOR} X\\\\a.jpg"</w:instrText></w:r><w:r><w:drawing '
    f'descr="C:\\Users\\{AUTHOR}\\a.jpg"/></w:r><w:ins w:id="4" w:author="{NUMBER}"/>'
    f'<w:ins w:id="1" w:author="{AUTHOR}" w:date="2026-11-01T20:00:00Z"><w:r><w:t>added</w:t>'
    f'</w:r></w:ins><w:del w:id="2" w:author="{AUTHOR}" w:date="2026-11-01T20:00:00Z"><w:r>'
    "<w:delText>struck</w:delText></w:r></w:del></w:p></w:body></w:document>"
)
_COMMENTS = (
    f'<w:comments xmlns:w="{_W}"><w:comment w:id="0" w:author="{AUTHOR}" w:initials="ZMN" '
    'w:date="2026-11-01T20:00:00Z"><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment>'
    "</w:comments>"
)
_SETTINGS = (
    f'<w:settings xmlns:w="{_W}"><w:attachedTemplate w:id="r1"/><w:rsids><w:rsid '
    'w:val="00AB12CD"/></w:rsids></w:settings>'
)
_PEOPLE = f'<w:people xmlns:w="{_W}"><w:person w:author="{AUTHOR}"/></w:people>'


@made_once
def make_docx(folder: Path) -> bytes:
    """A table before a paragraph, a comment, a tracked change, a photo, a template's path."""
    return zip_up(
        {
            "[Content_Types].xml": _types(
                ("word/document.xml", "wordprocessingml.document.main"),
                ("word/comments.xml", "wordprocessingml.comments"),
                ("word/people.xml", "wordprocessingml.people"),
            ),
            "_rels/.rels": _relations(
                ("officeDocument", "word/document.xml", ""),
                ("metadata/thumbnail", "docProps/thumbnail.jpeg", ""),
            ),
            "docProps/core.xml": _CORE,
            "docProps/app.xml": _APP,
            "docProps/thumbnail.jpeg": make_picture(folder, "jpg"),
            "word/document.xml": _DOCUMENT,
            "word/comments.xml": _COMMENTS,
            "word/people.xml": _PEOPLE,
            "word/settings.xml": _SETTINGS,
            "word/_rels/document.xml.rels": _relations(
                ("comments", "comments.xml", ""),
                ("people", "people.xml", ""),
                ("image", "media/image1.jpg", ""),
                ("image", f"/Users/{AUTHOR}/a.jpg", ' TargetMode="External"'),
                ("hyperlink", f"../{AUTHOR}/a.docx", ' TargetMode="External"'),
            ),
            "word/_rels/settings.xml.rels": _relations(
                (
                    "attachedTemplate",
                    f"file:///C:\\Users\\{AUTHOR}\\a.dotx",
                    ' TargetMode="External"',
                ),
                (
                    "attachedTemplate",
                    f"https://office.example/personal/{AUTHOR}",
                    ' TargetMode="External"',
                ),
            ),
            "word/media/image1.jpg": make_picture(folder, "jpg"),
            "customXml/item1.xml": f"<x>{AUTHOR}</x>",
            "docProps/more.xml": f"<x>{AUTHOR}</x>",
        }
    )


@made_once
def make_xlsx(_folder: Path) -> bytes:
    """A sheet with a comment's author, and the path that the program notes of its own accord."""
    workbook = (
        f'<workbook xmlns="{_S}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        '2006"><fileSharing userName="'
        + AUTHOR
        + '"/><mc:AlternateContent><mc:Choice Requires="x15">'
        '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" '
        f'url="C:\\Users\\{AUTHOR}\\"/></mc:Choice></mc:AlternateContent><customWorkbookViews>'
        f'<customWorkbookView name="{AUTHOR}"/></customWorkbookViews><sheets><sheet name="S" '
        'sheetId="1"/></sheets></workbook>'
    )
    sheet = (
        f'<worksheet xmlns="{_S}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{TEXT}</t>'
        "</is></c></row></sheetData></worksheet>"
    )
    comments = (
        f'<comments xmlns="{_S}"><authors><author>{AUTHOR}</author></authors><commentList>'
        f'<comment ref="A1" authorId="0"><text><r><t>{AUTHOR}:</t></r><r><t>a remark</t></r></text>'
        "</comment></commentList></comments>"
    )
    database = f'<connections xmlns="{_S}"><connection id="1"><dbPr connection="User ID={AUTHOR}"/>'
    return zip_up(
        {
            "[Content_Types].xml": _types(("xl/workbook.xml", "spreadsheetml.sheet.main")),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml", "")),
            "docProps/core.xml": _CORE,
            "docProps/app.xml": _APP,
            "xl/workbook.xml": workbook,
            "xl/worksheets/sheet1.xml": sheet,
            "xl/comments1.xml": comments,
            "xl/connections.xml": f"{database}</connection></connections>",
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{_S}" '
            f'refreshedBy="{AUTHOR}" refreshedDateIso="2026-11-01T20:00:00"/>',
            "xl/printerSettings/printerSettings1.bin": DEVICE.encode("utf-16-le"),
        }
    )


@made_once
def make_pptx(folder: Path) -> bytes:
    """A slide with a photo and a commentator."""
    slide = (
        f'<p:sld xmlns:p="{_P}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<p:cSld><p:spTree><p:sp><p:cNvPr name="/Users/{AUTHOR}/a.png"/>'
        f"<p:txBody><a:p><a:r><a:t>{TEXT}</a:t></a:r></a:p></p:txBody></p:sp>"
        "</p:spTree></p:cSld></p:sld>"
    )
    authors = (
        f'<p:cmAuthorLst xmlns:p="{_P}"><p:cmAuthor id="0" name="{AUTHOR}" initials="ZMN"/>'
        "</p:cmAuthorLst>"
    )
    comments = (
        f'<p:cmLst xmlns:p="{_P}"><p:cm authorId="0" dt="2026-11-01T20:00:00.000"><p:text>a remark'
        "</p:text></p:cm></p:cmLst>"
    )
    return zip_up(
        {
            "[Content_Types].xml": _types(("ppt/presentation.xml", "presentationml.main")),
            "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml", "")),
            "docProps/core.xml": _CORE,
            "docProps/app.xml": _APP,
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}"/>',
            "ppt/slides/slide1.xml": slide,
            "ppt/commentAuthors.xml": authors,
            "ppt/comments/comment1.xml": comments,
            "ppt/media/image1.jpg": make_picture(folder, "jpg"),
        }
    )


@made_once
def make_odt(folder: Path) -> bytes:
    """A text with an annotation, a tracked change, a photo and a printer."""
    spaces = " ".join(
        f'xmlns:{name}="{address}"'
        for name, address in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
            "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
            "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
            "dc": "http://purl.org/dc/elements/1.1/",
        }.items()
    )
    who = f"<dc:creator>{AUTHOR}</dc:creator><dc:date>2026-11-01T20:00:00</dc:date>"
    content = (
        f'<office:document-content {spaces}><s rsid="{AUTHOR}" href="../../{AUTHOR}/a"/>'
        f"<office:body><office:text><text:tracked-changes>"
        f"<text:changed-region><text:insertion><office:change-info>{who}</office:change-info>"
        f"</text:insertion></text:changed-region></text:tracked-changes><text:p>{TEXT}"
        f"<office:annotation>{who}<text:p>a remark</text:p></office:annotation></text:p>"
        "</office:text></office:body></office:document-content>"
    )
    return zip_up(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest:manifest {spaces}><manifest:file-entry "
            'manifest:full-path="content.xml"/><manifest:file-entry manifest:full-path="meta.xml"/>'
            '<manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png"/>'
            "</manifest:manifest>",
            "content.xml": content,
            "VersionList.xml": f'<v creator="{AUTHOR}"/>',
            "meta.xml": f"<office:document-meta {spaces}><office:meta>"
            f"<meta:initial-creator>{AUTHOR}"
            "</meta:initial-creator></office:meta></office:document-meta>",
            "settings.xml": f"<office:document-settings {spaces}><config:config-item "
            f'config:name="PrinterName">{DEVICE}</config:config-item></office:document-settings>',
            "Thumbnails/thumbnail.png": make_picture(folder, "png"),
            "Pictures/1.jpg": make_picture(folder, "jpg"),
        }
    )


MAKERS: Mapping[str, Callable[[Path], bytes]] = {
    "docx": make_docx,
    "xlsx": make_xlsx,
    "pptx": make_pptx,
    "odt": make_odt,
}
