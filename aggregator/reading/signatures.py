"""What is not text at all, told by how its bytes begin."""

import re
from typing import Final

# Each pattern holds at a file's first byte and is one that no text begins with. From the formats' specifications, as
# collected in the magic database of file(1).
_SIGNATURES: Final = (
    ("a PNG image", rb"\x89PNG\r\n"),
    ("a JPEG image", rb"\xff\xd8\xff"),
    ("a GIF image", rb"GIF8[79]a.[\0-\x08].[\0-\x08]"),
    ("a TIFF image", rb"II\*\0|MM\0\*"),
    ("a WebP image", rb"RIFF.{4}WEBP"),
    ("a BMP image", rb"BM.{4}\0{4}"),
    ("an icon", rb"\0\0\x01\0[\x01-\x40]\0"),
    ("a PDF document", rb"%PDF-"),
    ("a PostScript document", rb"%!PS-"),
    ("an RTF document", rb"{\\rtf"),
    ("an old Office document", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("a ZIP archive or an Office document", rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"),
    ("a gzip archive", rb"\x1f\x8b\x08"),
    ("a bzip2 archive", rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    ("an xz archive", rb"\xfd7zXZ\0"),
    ("a zstd archive", rb"\x28\xb5\x2f\xfd"),
    ("a 7-Zip archive", rb"7z\xbc\xaf\x27\x1c"),
    ("a RAR archive", rb"Rar!\x1a\x07"),
    ("a tar archive", rb".{257}ustar[\0 ]"),
    ("a SQLite database", rb"SQLite format 3\0"),
    ("a program", rb"\x7fELF|MZ.[\0-\x03].{0,60}\0{4}|\xca\xfe\xba\xbe\0|[\xce\xcf]\xfa\xed\xfe|\0asm"),
    ("a sound or a film", rb"ID3[\x02-\x04]\0|OggS\0|fLaC\0|RIFF.{4}(?:WAVE|AVI )|\0\0\0.ftyp|\x1aE\xdf\xa3"),
    ("a font", rb"wOF[F2]\0|\0\x01\0\0\0.{3}\0|OTTO\0"),
)
_SIGNATURE: Final = re.compile(b"|".join(b"(%b)" % pattern for _, pattern in _SIGNATURES), re.DOTALL)


def kind_of(content: bytes) -> str | None:
    """What `content` is if it is no text, as in "a PNG image"; None where its beginning does not tell."""
    match = _SIGNATURE.match(content)
    return _SIGNATURES[match.lastindex - 1][0] if match and match.lastindex else None
