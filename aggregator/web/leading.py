"""Links that lead a reader on, when all that lets it in is the token in its address.

A feed that such a reader may read names its archive documents, which it may read too; but whoever follows a link sends
nothing besides. So these addresses get its token, in the answer to this reader alone.
"""

import re
from dataclasses import replace
from urllib.parse import quote

from aggregator.publishing.held import HeldDocument
from aggregator.publishing.packing import Twins


def leading_on(document: HeldDocument, site_url: str, token: str) -> HeldDocument:
    """The same document with the token in the addresses of archive documents.

    It keeps its ETag: that is one of an address (RFC 9110, section 8.8.3), and this address has the token in it. There
    are no twins, since nobody else is ever given this.
    """
    address = re.compile(re.escape(f"{site_url}/archives/").encode() + rb"[^\s\"'<>?\\]+")
    query = f"?token={quote(token, safe='')}".encode()
    body = address.sub(lambda found: found[0] + query, document.body)
    return document if body == document.body else replace(document, body=body, twins=Twins(b""))
