r"""Text cleaning: what every string of an article goes through once, on its way in.

Cleaned text is NFC, has ``\n`` as its only line end, and holds no control character, soft hyphen,
zero-width or direction mark and no lone surrogate. Offsets anywhere in the index are offsets into cleaned
text. Cleaning twice equals cleaning once.
"""

import codecs
import re
import unicodedata
from functools import cache
from typing import Final

# Bytes of UTF-8 that need no second look. What is left of a German text after deleting them is about three
# per cent of it, so the slower test below runs on next to nothing (10 µs instead of 40 µs for 6 kB).
_PLAIN_BYTES: Final = bytes(range(0x20, 0x7F)) + b"\n\t"

# Characters that are NFC in any company and never removed: U+00A0 to U+02FF without the soft hyphen, the dashes,
# quotation marks and dots of General Punctuation, and the euro sign.
_HARMLESS: Final = re.compile("[\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u203f\u20ac]*+")

_REMOVED: Final = (
    "\u00ad"  # soft hyphen
    "\u200b\u200c\u200d\u2060\ufeff"  # zero-width space, joiners, byte order mark
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"  # direction marks
)
_LINE_ENDS: Final = "\r\x0b\x0c\u2028\u2029"
_KEPT_CONTROLS: Final = "\n\t"


@cache
def _translation() -> dict[str, str]:
    """Return what becomes of each character that does not stay; nothing, if it is removed."""
    table = dict.fromkeys([*map(chr, range(0x20)), "\x7f", *_REMOVED], "")
    for kept in _KEPT_CONTROLS:
        del table[kept]
    for code in range(0x80, 0xA0):
        # In practice these are Windows-1252 punctuation read as Latin-1; HTML reads them the same way:
        # https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
        table[chr(code)] = bytes([code]).decode("cp1252", errors="ignore")
    table.update(dict.fromkeys(_LINE_ENDS, "\n"))
    return table


@cache
def _translated() -> re.Pattern[str]:
    """Return what finds the characters that do not stay: few texts have any, and no question waits for it."""
    return re.compile("[" + re.escape("".join(_translation())) + "]")


def clean(text: str) -> str:
    """Return ``text`` cleaned as the module describes; spaces and line breaks stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    try:
        residue = _encoded(text).translate(None, _PLAIN_BYTES)
    except UnicodeEncodeError:
        text = _without_lone_surrogates(text)
        residue = _encoded(text).translate(None, _PLAIN_BYTES)
    if _HARMLESS.fullmatch(residue.decode()):  # half the time that a pattern over its bytes takes
        return text
    if _translated().search(text):
        text = _translated().sub(_translation_of, text.replace("\r\n", "\n"))
    # After the removal: a letter and its accent may have been parted by a character that is gone now.
    return unicodedata.normalize("NFC", text)


def _encoded(text: str) -> bytes:
    """Return ``text.encode()``, and leave the bytes with the string.

    An article is encoded twice more on its way into the index, to JSON and for the scanner: that is a copy then, and
    all three together take half the time.
    """
    return codecs.readbuffer_encode(text)[0]


def clean_line(text: str) -> str:
    """Return ``text`` cleaned, on one line, with single spaces and none at its ends."""
    return " ".join(clean(text).split())


def _translation_of(match: re.Match[str]) -> str:
    """Return what becomes of the character that was found; `str.translate` looks up every character, slowly."""
    return _translation()[match[0]]


def _without_lone_surrogates(text: str) -> str:
    """Return ``text`` with halves of a pair joined and every lone surrogate as U+FFFD."""
    return text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
