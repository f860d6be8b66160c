"""What `gi-leads db backup` and `restore-check` do and print."""

from pathlib import Path

from console.screen import print_lines, print_table
from console.session import Session
from leads_db.backup.checking import check_backup
from leads_db.backup.making import make_backup
from leads_db.store.engine import writing
from leads_db.store.units import utc_now
from scheduler.backups import note_made


def back_up_by_hand(session: Session, folder: Path | None) -> None:
    """Make a backup, check it whole, note it in the audit. Raises StoreError."""
    settings, now = session.settings, utc_now()
    backup = make_backup(session.engine, settings, folder or settings.backups_folder, at=now)
    found = check_backup(backup.folder)
    with writing(session.engine) as connection:
        note_made(connection, backup, at=now, by=session.user)
    print_lines(
        f"{backup.folder}: {backup.store_bytes} bytes, SHA-256 {backup.store_sha256}",
        f"{found.leads} leads rebuilt from the audit; {backup.files} files kept, {backup.new_files} of them new.",
    )
    if backup.damaged:
        print_lines(f"Changed at their source since they were issued: {', '.join(backup.damaged[:20])}")
    if backup.not_included:
        print_lines(f"Not included: {', '.join(backup.not_included[:40])}")


def check_copy(place: Path) -> None:
    """Check a copy and print what it holds. Raises StoreError for one that does not hold."""
    found = check_backup(place)
    print_table("Rows", ("table", "rows"), sorted(found.rows.items()))
    digests = (
        f"{found.files} files fit their digests" if found.has_digests else "no digests beside it, files not checked"
    )
    print_lines(f"The copy holds: the audit chain is whole, it rebuilds all {found.leads} leads; {digests}.")
