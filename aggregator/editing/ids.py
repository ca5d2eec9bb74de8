"""The id that a new article is given, once and for ever."""

import uuid
from hashlib import blake2b


def mint(key: bytes, number: int) -> uuid.UUID:
    """The id of the article first seen with `key`; a twin in another place gets the next `number`, from 0.

    A UUID of version 8 (RFC 9562, section 5.8) over the text alone, so that the same folder gives the same ids on
    any machine and at any time.
    """
    number_bytes = number.to_bytes(4, "big")
    minted = int.from_bytes(blake2b(key + number_bytes, digest_size=16, person=b"aggregator entry").digest(), "big")
    minted = minted & ~(0xF << 76) | 8 << 76
    minted = minted & ~(0x3 << 62) | 2 << 62
    return uuid.UUID(int=minted)
