"""The id that a new article is given, once and for ever."""

from hashlib import blake2b


def mint(key: bytes, number: int) -> bytes:
    """The id, 16 bytes, of the article first seen with `key`; a twin in another place gets the next `number`, from 0.

    A UUID of version 8 (RFC 9562, section 5.8) over the text alone, so that the same folder gives the same ids on
    any machine and at any time.
    """
    text = key + number.to_bytes(4, "big")
    minted = bytearray(blake2b(text, digest_size=16, person=b"aggregator entry").digest())
    minted[6] = minted[6] & 0x0F | 0x80  # version 8
    minted[8] = minted[8] & 0x3F | 0x80  # the variant of all versions
    return bytes(minted)
