"""Bytes of an XML document, zipped or not → its tree. Entities that the document defines itself are refused."""

import re
import zlib

import lxml.etree

from leads_db.errors import PageChanged

LARGEST = 50_000_000
"""Bytes of one unpacked document, the limit of the sitemap protocol."""
_ENTITY = re.compile(rb"<!ENTITY|<\x00!\x00E\x00N\x00T\x00I\x00T\x00Y", re.IGNORECASE)


def parse_xml(body: bytes) -> lxml.etree._Element:
    """The root element. Raises PageChanged where it is no XML, too large, or defines entities."""
    unpacked = unzip(body).lstrip()
    refuse_entities(unpacked)
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False, remove_comments=True
    )
    try:
        return lxml.etree.fromstring(unpacked, parser=parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as fault:
        raise PageChanged(f"No XML: {fault}") from fault


def unzip(body: bytes) -> bytes:
    """The bytes themselves, or what is packed in them. Raises PageChanged beyond LARGEST or for a broken archive."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    opened = zlib.decompressobj(wbits=31)
    try:
        unpacked = opened.decompress(body, LARGEST + 1)
    except zlib.error as fault:
        raise PageChanged(f"A broken gzip file: {fault}") from fault
    if len(unpacked) > LARGEST:
        raise PageChanged(f"More than {LARGEST} bytes when unpacked.")
    return unpacked


def refuse_entities(body: bytes) -> None:
    """Raises PageChanged for a document that defines entities: nothing honest needs them, and they are an attack."""
    if _ENTITY.search(body):
        raise PageChanged("The document defines entities; it is not read.")


def local_name(element: lxml.etree._Element) -> str:
    """Tag without its namespace, lower case; empty for processing instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
