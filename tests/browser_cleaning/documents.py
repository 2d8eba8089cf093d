"""Documents as Word, WPS, Excel, PowerPoint, LibreOffice write them: full of names, and small."""

import zipfile
from pathlib import Path

Parts = dict[str, str | bytes]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:creator>Zhang San</dc:creator><cp:lastModifiedBy>Zhang San</cp:lastModifiedBy>"
    "</cp:coreProperties>"
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>WPS Office</Application><Company>Zhang</Company>'
    "</Properties>"
)


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_TYPE}/{kind}" {where}/>'
        for number, (kind, where) in enumerate(targets, 1)
    )
    return f"<Relationships {_RELATIONS}>{rows}</Relationships>"


def _types(*parts: str) -> str:
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in parts
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="jpg" ContentType="image/jpeg"/>{rows}</Types>'
    )


def _office(main: str, parts: Parts) -> Parts:
    properties: Parts = {
        "_rels/.rels": _relations(
            ("officeDocument", f'Target="{main}"'),
            ("core-properties", 'Target="docProps/core.xml"'),
            ("extended-properties", 'Target="docProps/app.xml"'),
            ("thumbnail", 'Target="docProps/thumbnail.jpeg"'),
        ),
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
        "docProps/custom.xml": "<Properties><v>Zhang SerialQ7</v></Properties>",
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9",
    }
    names = [name for name in (*parts, *properties) if name.endswith(".xml")]
    return {"[Content_Types].xml": _types(*names), **properties, **parts}


def word(photo: bytes) -> Parts:
    """A docx with a comment, a tracked change, a template on somebody's disk, a photograph."""
    change = 'w:id="1" w:author="Zhang San" w:date="2026-01-02T03:04:05Z"'
    return _office("word/document.xml", {
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W} {_R}><w:body>'
        f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:r><w:t>Text stays</w:t></w:r>'
        '<w:permStart w:id="2" w:ed="OFFICE\\Zhang"/><w:r><w:instrText>INCLUDEPICTURE &quot;'
        'C:\\\\Users\\\\Zhang San\\\\a.jpg&quot;</w:instrText></w:r>'
        f"<w:ins {change}><w:r><w:t>new words</w:t></w:r></w:ins></w:p><w:sectPr>"
        '<w:printerSettings r:id="rId3"/></w:sectPr></w:body></w:document>',
        "word/comments.xml": f'<w:comments {_W}><w:comment w:initials="ZS" {change}><w:p><w:r>'
        "<w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>",
        "word/people.xml": '<w15:people><w15:person w15:author="Zhang San"/></w15:people>',
        "word/settings.xml": f'<w:settings {_W} {_R}><w:attachedTemplate r:id="rId1"/><w:rsids>'
        '<w:rsidRoot w:val="00AB12CD"/></w:rsids></w:settings>',
        "word/printerSettings/printerSettings1.bin": b"Zhang's printer",
        "word/media/image1.jpg": photo,
        "word/_rels/document.xml.rels": _relations(
            ("comments", 'Target="comments.xml"'),
            ("image", 'Target="media/image1.jpg"'),
            ("printerSettings", 'Target="printerSettings/printerSettings1.bin"'),
            ("hyperlink", r'Target="file:///C:\Users\Zhang\plan.docx" TargetMode="External"'),
            ("hyperlink", 'Target="https://example.org/a" TargetMode="External"'),
            ("image", 'Target="https://example.com/Zhang/a.png" TargetMode="External"'),
        ),
        "word/_rels/settings.xml.rels": _relations(
            ("attachedTemplate", r'Target="file:///C:\Users\Zhang\a.dotx" TargetMode="External"')
        ),
    })  # fmt: skip


def excel(photo: bytes) -> Parts:
    """An xlsx with comments of both kinds, and the folder that it was last saved in."""
    return _office("xl/workbook.xml", {
        "xl/workbook.xml": f'<workbook {_R}><fileVersion appName="xl" lastEdited="7"/>'
        '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\Zhang\\"/>'
        '</mc:Choice></mc:AlternateContent><customWorkbookViews><customWorkbookView'
        ' name="Zhang San"/></customWorkbookViews><sheets><sheet name="Sheet name" sheetId="1"'
        ' r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", 'Target="worksheets/sheet1.xml"')),
        "xl/worksheets/sheet1.xml": f'<worksheet {_R} xr:uid="{{SerialQ7}}"><sheetData><row r="1">'
        '<c r="A1"><v>4200</v></c></row></sheetData><pageSetup r:id="rId1"/></worksheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            ("printerSettings", 'Target="../printerSettings/printerSettings1.bin"')
        ),
        "xl/printerSettings/printerSettings1.bin": b"Zhang's printer",
        "xl/comments1.xml": "<comments><authors><author>Zhang San</author></authors><commentList>"
        '<comment ref="A1" authorId="0"><text><r><t>Zhang San:</t></r><r><t>a remark</t></r></text>'
        "</comment></commentList></comments>",
        "xl/connections.xml": '<connections><connection id="1"><dbPr connection="User=Zhang"/>'
        "</connection></connections>",
        "xl/threadedComments/threadedComment1.xml": '<ThreadedComments><threadedComment ref="A1"'
        ' dT="2026-01-02T03:04:05.00" personId="{1}"><text>a remark</text></threadedComment>'
        "</ThreadedComments>",
        "xl/persons/person.xml": '<personList><person displayName="Zhang San" id="{1}"'
        ' userId="Zhang" providerId="AD"/></personList>',
        "xl/media/image1.jpg": photo,
    })  # fmt: skip


def powerpoint(photo: bytes) -> Parts:
    """A pptx with a comment and a picture that remembers its path."""
    return _office("ppt/presentation.xml", {
        "ppt/presentation.xml": "<p:presentation/>",
        "ppt/slides/slide1.xml": '<p:sld><p:cNvPr id="1" name="Picture 1"'
        ' descr="C:\\Users\\Zhang\\party.jpg"/><a:t>Text stays</a:t></p:sld>',
        "ppt/commentAuthors.xml": '<p:cmAuthorLst><p:cmAuthor id="0" name="Zhang San"'
        ' initials="ZS" lastIdx="1"/></p:cmAuthorLst>',
        "ppt/comments/comment1.xml": '<p:cmLst><p:cm authorId="0" dt="2026-01-02T03:04:05.678"'
        ' idx="1"><p:text>a remark</p:text></p:cm></p:cmLst>',
        "ppt/media/image1.jpg": photo,
    })  # fmt: skip


def writer(photo: bytes) -> Parts:
    """An odt with an annotation, a tracked change and a printer."""
    who = "<dc:creator>Zhang San</dc:creator><dc:date>2026-01-02T03:04:05</dc:date>"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "meta.xml", "settings.xml", "Thumbnails/thumbnail.png")
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f"<manifest:manifest>{entries}</manifest:manifest>",
        "meta.xml": f"<office:document-meta>{who}</office:document-meta>",
        "Thumbnails/thumbnail.png": b"\x89PNG\r\n\x1a\n",
        "settings.xml": '<config:config-item-set><config:config-item config:name="PrinterName">'
        'Zhang\'s printer</config:config-item><config:config-item config:name="Rsid">77'
        '</config:config-item><config:config-item config:name="Zoom">100</config:config-item>'
        "</config:config-item-set>",
        "content.xml": "<office:document-content><style:text-properties"
        f' officeooo:rsid="00AB12CD"/><office:change-info>{who}</office:change-info>'
        '<draw:image xlink:href="../../Zhang/a.png"/><text:a xlink:href="file:///C:/Users/Zhang/a"/>'
        f"<office:annotation>{who}<meta:creator-initials>ZS</meta:creator-initials><text:p>a"
        " remark</text:p></office:annotation><text:p>Text stays</text:p>"
        "</office:document-content>",
        "Pictures/1.jpg": photo,
    }


def ofd(photo: bytes) -> Parts:
    """An OFD, as Chinese offices use."""
    return {
        "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>SerialQ7</ofd:DocID><ofd:Author>Zhang San</ofd:Author><ofd:CreationDate>"
        "2026-01-02</ofd:CreationDate><ofd:Creator>WPS</ofd:Creator></ofd:DocInfo><ofd:DocRoot>"
        "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": "<ofd:Document>Text stays</ofd:Document>",
        "Doc_0/Extensions.xml": '<ofd:Extension AppName="WPS" Company="Zhang" Date="2026-01-02"/>',
        "Doc_0/Res/image.jpg": photo,
    }


def pack(path: Path, parts: Parts) -> Path:
    """Write a document, with the times and the system of whoever made it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"Zhang San"
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 4))
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return path
