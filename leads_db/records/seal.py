"""The evidence seal of a lead: which kept pages speak for it, fixed by their digests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Made once, never changed; a later seal of the same lead gets the next name."""

    name: str
    """EV-<lead number>-<two digits>."""
    lead: str
    manifest: str
    """JSON text, byte for byte as its digest was taken; `pages` lists the kept pages."""
    manifest_digest: str
    """sha256 of the manifest in UTF-8."""
    sealed_at: datetime
    sealed_by: str
    is_practice: bool = False

    @property
    def pages(self) -> tuple[Mapping[str, Any], ...]:
        """The pages that the manifest lists: file, evidence, url, captured_at, bytes, sha256, record_sha256 …"""
        return tuple(json.loads(self.manifest)["pages"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What checking a seal found."""

    name: str
    pages: int
    faults: Mapping[str, str]
    """File of the pack, or `manifest.json` → error class; empty when the seal holds."""

    @property
    def holds(self) -> bool:
        """True when every page still is what was sealed."""
        return not self.faults
