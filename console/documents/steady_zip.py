"""The same parts, the same bytes: an office file packed without the moment at which it was packed."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(members: dict[str, bytes]) -> bytes:
    """A zip of these members in their order."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name, content in members.items():
            member = ZipInfo(name, EPOCH)
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
            target.writestr(member, content)
    return stream.getvalue()


def steady(content: bytes) -> bytes:
    """The zip packed anew, so that equal papers have equal digests."""
    with ZipFile(BytesIO(content)) as source:
        return pack({info.filename: source.read(info) for info in source.infolist()})
