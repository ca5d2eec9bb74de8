import re
from codecs import BOM_UTF8
from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ReadingError
from aggregator.reading.decode import Decoded, decode
from tests.reading.sentences import SAMPLES

# XML 1.0, section 2.2, production 2, without the carriage return.
XML_TEXT = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
SETTLED = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n", exclude_characters="\u2028\u2029\ufeff"
    )
)
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# One umlaut is too little to tell a Macintosh's German from the other languages' letters.
UNDECIDABLE = {("de", "mac_roman", "short")}
LEGACY = [
    pytest.param(text, encoding, id=f"{sample.language}-{encoding}-{length}")
    for sample in SAMPLES
    for encoding, (length, text) in product(sample.encodings, (("short", sample.short), ("long", sample.long)))
    if (sample.language, encoding, length) not in UNDECIDABLE
]


@pytest.mark.parametrize(("text", "encoding"), LEGACY)
def test_text_in_the_encodings_of_its_language_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_unicode_is_read_with_and_without_a_mark(sample: tuple[str, tuple[str, ...], str, str], encoding: str) -> None:
    for text in (f"{sample[2]}\n", sample[3]):
        assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "don’t",
            "“Yes”",
            "café",
            "© 2012",
            "25 °C",
            "£5 a day",
            "€5",
            "100 m³ of gas",
            "½ cup",
            "§ 5",
            "…",
            "São Paulo",
        ),
        *("Zürich", "À Paris", "¿Qué?", "«Non»", "Côte d’Ivoire", "Beyoncé", "Curaçao", "Malmö", "Æther", "naïve"),
    ],
)
def test_a_word_or_sign_of_western_text_is_windows_1252(text: str) -> None:
    assert decode(text.encode("windows-1252")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Tuvalu, Jemen, Anguilla, Mariany Północne", "iso8859_2"),
        ("Szwecja, Wyspy Alandzkie, Tadżykistan", "cp1250"),
        ("Guadalupe, Libanon, Džibuti, Esvatini", "iso8859_2"),
        ("Ghana, Kosovo, Taïwan, Saint-Barthélemy", "mac_roman"),
        ("Congo-Kinshasa, Monténégro, Yémen, Irak", "cp850"),
        ("Moldávia, África Setentrional, Letônia", "cp1252"),
        ("Bułgaria, Tadżykistan, Curaçao", "iso8859_2"),
        ("台灣TSMC與AI晶片", "big5"),
        ("中国IT企业与AI技术", "gb18030"),
        ("Μέση Αφρική, Άγνωστη περιοχή, Νότια Ευρώπη, Φίτζι", "cp1253"),
    ],
)
def test_a_few_names_may_suffice(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("position", range(0, 200, 2))
def test_one_nul_does_not_make_it_utf16(position: int) -> None:
    text = next(sample.long for sample in SAMPLES if sample.language == "en")
    content = text.encode("windows-1252")
    assert decode(content[:position] + b"\0" + content[position:]).text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"caf\xc3\xa9 \x93na\xc3\xafve\x94\n", "café “naïve”\n"),
        (b"caf\xc3\xa9s, caf\xe9s\n", "cafés, cafés\n"),
        (b"caf\xc3\xa9 \x81\n", "café \ufffd\n"),
        ("Привет мир".encode()[:-1], "Привет ми\ufffd"),
        ("Привет".encode()[:-1] + b"...\n", "Приве\ufffd...\n"),
        ("新闻报道标题".encode()[:-1] + b"... \x93ok\x94", "新闻报道标\ufffd... “ok”"),
        (b"Hi \xed\xa0\xbd\xed\xb8\x80", "Hi 😀"),
        (b"na\xc3\xafve \xed\xa0\xbd!", "naïve \ufffd!"),
        (BOM_UTF8 + b"caf\xe9 cr\xe9\xe9", "café créé"),
        (b"don\x92t, caf\xc3\xa9, \x93no\x94, caf\xe9s", "don’t, café, “no”, cafés"),
    ],
)
def test_of_damaged_utf8_the_good_stays(content: bytes, text: str) -> None:
    assert decode(content).text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"a\r\nb\rc\nd\ve\ff", "a\nb\nc\nd\ne\nf"),
        ("a\x85b\u2028c\u2029d".encode(), "a\nb\nc\nd"),
        ("\ufeff\ufeffa\ufeffb".encode(), "a\ufeffb"),
        (b"\0\xef\xbb\xbfa", "a"),
        (b"a\0b \x01\x7fc\td\n", "ab c\td\n"),
        ("\x80 \x93x\x94 \x81.".encode(), "€ “x” ."),
        ("a\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffffb".encode(), "ab"),
        ("\ufffd\ue000\U000f0000e\u0301ﬁ".encode(), "\ufffd\ue000\U000f0000e\u0301ﬁ"),
        ("\ufeffa\ud83d\ude00\ud83db".encode("utf-16-le", "surrogatepass"), "a😀\ufffdb"),
        ("a\ud83d\ude00\udc00b".encode("utf-8", "surrogatepass"), "a😀\ufffdb"),
        ("Ordinary\n".encode("utf-16") + b"x", "Ordinary\n\ufffd"),
        (b"N\bNA\bA ma\bman\n", "NNAA maman\n"),
        (b"Title\n\nText\n" + b"\0" * 4000, "Title\n\nText\n"),
        (b"abc\0", "abc"),
        (b"\x01\x02\x03\x04ab", "ab"),
        (b"word \x1e" * 50, "word " * 50),
        ("新闻标题".encode("utf-32-le"), "新闻标题"),
        (b"ab\0d", "abd"),
        ("中文新闻标题\0\n内容\n又一行内容\n".encode("gb18030"), "中文新闻标题\n内容\n又一行内容\n"),
        (b"GIF89a turns thirty\n", "GIF89a turns thirty\n"),
        (b"MZ and PK are initials\n", "MZ and PK are initials\n"),
    ],
)
def test_what_comes_out_is_clean(content: bytes, text: str) -> None:
    assert decode(content).text == text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG"),
        (b"GIF89a\x01\0\x01\0\x80", "GIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "WebP"),
        (b"BM\x36\0\x0c\0\0\0\0\0\x36\0", "BMP"),
        (b"\0\0\x01\0\x01\0\x10\x10", "icon"),
        (b"%PDF-1.4\n1 0 obj\n", "PDF"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"PK\x03\x04\x14\0\x06\0", "ZIP"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\0\0\x04", "xz"),
        (b"\x28\xb5\x2f\xfd\x24", "zstd"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7-Zip"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"news.txt".ljust(257, b"\0") + b"ustar\x0000", "tar"),
        (b"SQLite format 3\0\x10\0", "SQLite"),
        (b"\x7fELF\x02\x01\x01\0", "program"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0", "program"),
        (b"\0\0\0\x18ftypmp42", "film"),
        (b"ID3\x03\0\0\0\0\0\0", "sound"),
        (b"wOF2\0\x01\0\0", "font"),
    ],
)
def test_what_is_not_text_is_refused_by_its_name(content: bytes, kind: str) -> None:
    with pytest.raises(ReadingError, match=rf"looks like .*{kind}.*, not text: move it .* input\.exclude") as refused:
        decode(content)
    assert refused.value.line is None


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (bytes(range(256)) * 4, 1),
        (b"\0" * 1000, 1),
        (b"Title\n\nText\n\x01" + b"".join(sha256(bytes([byte])).digest() for byte in range(99)), 4),
        (b"one\ntwo\n" + bytes(range(1, 7)) * 9, 3),
    ],
)
def test_mostly_control_characters_are_refused_with_their_line(content: bytes, line: int) -> None:
    with pytest.raises(ReadingError, match="control characters") as refused:
        decode(content)
    assert refused.value.line == line


@given(SETTLED)
def test_settled_text_comes_back_from_unicode(text: str) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding)).text == text
    assert decode(f"News: {text}".encode()) == Decoded(f"News: {text}", "utf-8")


@given(
    st.binary()
    | st.builds(bytes.__add__, st.sampled_from(["é — Привет\n".encode(), b"Title\n\n", b"\xff\xfe"]), st.binary())
    | st.text(st.characters(codec=None)).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_give_clean_text_or_a_reading_error(content: bytes) -> None:
    try:
        text = decode(content).text
    except ReadingError:
        return
    assert XML_TEXT.fullmatch(text)
    assert not text.startswith("\ufeff")
    assert decode(text.encode()).text == text
