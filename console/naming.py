"""The register's ids as people call them: indications, bureaus, platforms. Unknown ids are shown as they are."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from leads_db.records import Bureau, Indication, Platform

if TYPE_CHECKING:
    from leads_db.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Chinese names for ids."""

    indications: Mapping[str, Indication] = field(default_factory=dict)
    bureaus: Mapping[str, Bureau] = field(default_factory=dict)
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    divisions: Mapping[str, str] = field(default_factory=dict)
    """Six-digit division code → name, with its province before it."""

    @classmethod
    def of(cls, register: "Register", divisions: Mapping[str, str] | None = None) -> Self:
        """The names of a loaded register."""
        return cls(
            indications=register.indications,
            bureaus=register.bureaus,
            platforms=register.platforms,
            divisions=divisions or {},
        )

    def indication(self, slug: str) -> str:
        """桓仁大米 for huanren-rice."""
        found = self.indications.get(slug)
        return found.name if found else slug

    def platform(self, platform_id: str) -> str:
        """淘宝 for taobao."""
        found = self.platforms.get(platform_id)
        return found.name if found else platform_id

    def bureau(self, bureau_id: str | None) -> str:
        """The bureau's name; a place to transfer to; or why there is none."""
        if bureau_id is None:
            return "无须派发"
        if bureau_id == "unknown":
            return "管辖不明，待查主体"
        kind, _, code = bureau_id.partition(":")
        if kind == "transfer":
            return f"移送 {self.divisions.get(code, '外地')}（{code}）"
        if kind == "platform":
            return f"{self.platform(code)}平台"
        found = self.bureaus.get(bureau_id)
        return found.name if found else bureau_id

    def can_log_in(self, bureau_id: str, *, is_seat: bool = False) -> bool:
        """True for a bureau of the register; for a platform's seat also for transfer:<division code>."""
        kind, _, code = bureau_id.partition(":")
        elsewhere = is_seat and kind == "transfer" and len(code) == 6 and code.isascii() and code.isdigit()
        return bureau_id in self.bureaus or elsewhere

    def is_ours(self, slug: str, bureau_id: str | None, cities: Sequence[str]) -> bool:
        """True when the indication or the competent bureau belongs to one of these cities."""
        indication, bureau = self.indications.get(slug), self.bureaus.get(bureau_id or "")
        return bool((indication and indication.city in cities) or (bureau and bureau.city in cities))

    def holder(self, slug: str) -> str:
        """Holders of the rights in the name as far as the register knows them."""
        found = self.indications.get(slug)
        holders = [right.holder for right in found.protections if right.holder] if found else []
        return "；".join(dict.fromkeys(holders))


def load_divisions() -> Mapping[str, str]:
    """Code of each place to which a lead may go → its name: 230100 → 黑龙江省哈尔滨市, 419001 → 河南省济源市."""
    text = (files("leads_db") / "register" / "divisions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    names: dict[str, str] = {}
    for row in rows:
        if row["level"] == "province":
            names[row["code"]] = row["name"]
        elif row["level"] == "prefecture" or row["code"][2:4] == "90":  # 90: directly under its province
            province = names.get(f"{row['code'][:2]}0000", "")
            names.setdefault(row["code"], row["name"] if row["name"] == province else f"{province}{row['name']}")
    return names
