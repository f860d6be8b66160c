"""Write a seal's pack: explanation, manifest, pages as WARC records, their plain text for reading, a checker."""

import zipfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import IO, Any

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from leads_db.errors import DigestMismatch
from leads_db.evidence_file import read_evidence, read_record_bytes
from leads_db.records import Evidence
from leads_db.records.seal import Seal

STAMP = (2000, 1, 1, 0, 0, 0)
"""Time of every member: the same seal gives the same bytes."""
LONGEST_TEXT = 200_000
EXPLANATION = """证据包 {name}

线索编号：{lead}
封存时间：{sealed_at}（协调世界时）
封存人：{sealed_by}
页面数：{pages}
manifest.json 的 SHA-256：{digest}

本证据包系监测线索材料，请执法人员依法复核固定。校验通过说明页面自封存以来未被改动（形式真实性），不说明页面内容属实。

manifest.json  每个页面的网址、采集时间、大小与 SHA-256
pages/         服务器返回的原始内容，每页一个 WARC 文件（.warc.gz）
text/          页面文字，仅供阅读，不在封存范围
verify.py      校验程序：解压后运行 python3 verify.py，可把来文所列校验值写在后面一并核对
"""


def write_pack(target: IO[bytes], seal: Seal, kept: Mapping[str, Evidence], evidence_folder: Path) -> None:
    """Write the zip, members stored as they are. `kept`: file of the manifest → where the page lies.

    Raises EvidenceMissing, DigestMismatch (a page is no longer what was sealed).
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as pack:
        _add(pack, "说明.txt", _explain(seal, len(seal.pages)).encode("utf-8-sig"))
        _add(pack, "manifest.json", seal.manifest.encode())
        checker = resources.files("leads_db.evidence_pack").joinpath("verify.py").read_bytes()
        _add(pack, "verify.py", checker)
        for page in seal.pages:
            _add_page(pack, page, kept[page["file"]], evidence_folder)


def _explain(seal: Seal, pages: int) -> str:
    return EXPLANATION.format(
        name=seal.name,
        lead=seal.lead,
        sealed_at=f"{seal.sealed_at:%Y-%m-%d %H:%M:%S}",
        sealed_by=seal.sealed_by,
        pages=pages,
        digest=seal.manifest_digest,
    )


def _add(pack: zipfile.ZipFile, name: str, data: bytes) -> None:
    pack.writestr(zipfile.ZipInfo(name, STAMP), data)


def _add_page(pack: zipfile.ZipFile, page: Mapping[str, Any], kept: Evidence, folder: Path) -> None:
    read = read_evidence(folder, kept)
    if kept.digest != page["sha256"]:
        raise DigestMismatch(digest=page["sha256"], file=page["file"])
    _add(pack, page["file"], read_record_bytes(folder, kept))
    text = page_text(read.body, read.headers.get("content-type", "")) if "html" in kept.media_type else ""
    if text:
        name = page["file"].removeprefix("pages/").removesuffix(".warc.gz")
        _add(pack, f"text/{name}.txt", text.encode("utf-8-sig"))


def page_text(body: bytes, content_type: str = "") -> str:
    """The text of an HTML page, line by line, for reading; empty where it cannot be read."""
    _, page = html_to_unicode(content_type, body)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    lines = (" ".join(str(text).split()) for text in root.xpath("//text()"))
    return "\n".join(line for line in lines if line).encode("utf-8", "replace").decode()[:LONGEST_TEXT]
