"""Text that was decoded with the wrong table (`donâ€™t`, `CafÃ©`, `РџРѕСЂС‚`), decoded again.

Reading needs it to recognise a damaged marker, editing to mend what is shown; so it stands below both. Undamaged text
can look damaged: in `AMANHÃ”` a Portuguese word ends before a quotation mark. So a text is only touched if it holds a
sequence that no undamaged text holds, and then ftfy still has to agree about each line.
"""

import re
import unicodedata

#: The letters that the second and later bytes of a UTF-8 sequence become.
REST = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
#: Those of them that undamaged text has after a letter, too.
PLAUSIBLE = "\xa0°·®«»€‚„…‰Š‹ŒŽ‘’“”•–—™š›œžŸºª²³¹"
#: A letter that starts a UTF-8 sequence read as windows-1252 or windows-1251, and one that goes on with it.
SUSPICION = re.compile(rf"[Â-ôÐ-ПРСвг][{REST}Ђ-џґ]")
EVIDENCE = re.compile(
    rf"â€[{REST}]"  # quotation marks, dashes and dots
    r"|Ã©"  # by far the commonest letter of Western Europe
    rf"|[Â-ß](?![{PLAUSIBLE}])[{REST}]"
    rf"|[a-zß-ÿ][Â-ß][{REST}](?=[a-zß-ÿ])"  # in the middle of a word
    rf"|[à-ô](?:(?![{PLAUSIBLE}])[{REST}]){{2}}"
    rf"|(?:[à-ï][{REST}]{{2}}){{2}}"  # two characters of China or Japan, one after the other
    rf"|вЂ[{REST}Ђ-џґ]"
    rf"|(?:[РС][{REST}Ђ-џґ]){{3}}"
)
#: What a decoding must not bring in: XML forbids or discourages it, and no text needs it.
FORBIDDEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]+")
#: A closing mark whose third byte got lost on the way: windows-1252 has nothing in its place.
CUT_CLOSING_MARK = re.compile(r"â€(?=$|[ .,;:!?)\]])")


def decode_again(text: str) -> str:
    """The text as it was meant, where there is evidence that it was misread; else as it is, after a search or two."""
    if not _is_suspicious(text) or not EVIDENCE.search(text):
        return text
    return "\n".join(map(as_if_misread, text.split("\n")))


def as_if_misread(line: str) -> str:
    """What a line would say if it was misread, without asking for evidence: for comparison with what is expected."""
    if not _is_suspicious(line):
        return line
    from ftfy import fix_encoding  # noqa: PLC0415 (needed for damaged files alone, and slow to import)

    before, decoded = "", line
    while decoded != before:  # damage lies in layers, and each round takes characters away
        before, decoded = decoded, fix_encoding(CUT_CLOSING_MARK.sub("”", decoded))
        if FORBIDDEN.search(decoded):
            decoded = FORBIDDEN.sub(" ", decoded).strip()
    # What turns out to be a mark without width stays as it is: a title has to show.
    return decoded if any(unicodedata.category(character)[0] in "LNPS" for character in decoded) else line


def _is_suspicious(text: str) -> bool:
    """Whether a letter stands in the text that misread ones begin with, and one after it that they go on with.

    In UTF-8, all such letters begin with one of two bytes. These are found in a tenth of the time that a pattern takes,
    and most texts hold neither.
    """
    if text.isascii():
        return False
    encoded = text.encode(errors="surrogatepass")
    # Each by itself: a loop over both would take longer than looking for them.
    return (b"\xc3" in encoded or b"\xd0" in encoded) and SUSPICION.search(text) is not None
