"""Every error that gi-leads raises on purpose. The docstring is the default message and says what to do next.

GILeadsError
├── SettingsError
│   └── CredentialsBroken
├── RegisterError
│   ├── RegisterFileBroken
│   ├── UnknownReference
│   └── UsersFileBroken
├── StoreError
│   ├── StoreBusy
│   ├── StoreFull
│   ├── StoreOutdated
│   ├── StoreUnreachable
│   ├── StoreDamaged
│   ├── BackupBroken
│   ├── BackupRefused
│   ├── NotFound
│   ├── DecisionRefused
│   ├── KeyReused
│   └── StateError
│       ├── MoveNotAllowed
│       │   └── SamePerson
│       ├── StaleLead
│       ├── FactsMissing
│       ├── FactsRefused
│       └── NotReady
├── AccessError
│   ├── LoginNeeded
│   ├── RoleMissing
│   ├── FormRefused
│   ├── TooManyTries
│   ├── PasswordRefused
│   └── AccountRefused
├── EvidenceError
│   ├── EvidenceMissing
│   └── DigestMismatch
├── CrawlError
│   ├── SourceFileBroken
│   ├── UnknownSource
│   ├── RequestRefused
│   ├── SessionRefused
│   ├── BrowserMissing
│   ├── PageChanged
│   └── SourceBlocked
├── ImportFileError
│   ├── ImportFileBroken
│   └── RowBroken
├── JudgementError
│   ├── ListingBroken
│   └── PostBroken
├── QueueError
│   └── LeaseLost
├── DocumentError
│   ├── TemplateBroken
│   └── PaperSuperseded
└── ScheduleError
    ├── AnotherScheduler
    └── PortTaken
"""

from typing import Any


class GILeadsError(Exception):
    """Something went wrong in gi-leads. Read the message above this one; it names the cause."""

    def __init__(self, message: str = "", **facts: Any) -> None:
        """Keep `facts` (small, printable values) beside the message for logs and the desk."""
        lead = message or (type(self).__doc__ or "").strip()
        shown = "; ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{lead} ({shown})" if shown else lead)
        self.facts = facts


class SettingsError(GILeadsError):
    """A GI_ setting is not understood. Correct or remove it; `gi-leads settings` lists every name with its meaning."""


class CredentialsBroken(SettingsError):
    """The accounts of official interfaces cannot be read. Mend credentials.yml as named; nothing was sent."""


class RegisterError(GILeadsError):
    """The register is not consistent. Run `gi-leads register check` and mend what it names."""


class RegisterFileBroken(RegisterError):
    """A register file cannot be read. Mend the file at the line that is named; nothing was loaded from it."""


class UnknownReference(RegisterError):
    """A register entry names something that does not exist. Correct the name or add the missing entry."""


class UsersFileBroken(RegisterError):
    """The list of authorised users has rows that cannot be read. Mend the named lines and import the file again."""


class StoreError(GILeadsError):
    """The database refused. Nothing of this step was kept; it is safe to run it again."""


class StoreBusy(StoreError):
    """The database stayed locked by another process. Wait until that process is done, then run this again."""


class StoreFull(StoreError):
    """The disk is full or read-only. Free space under GI_HOME (or make it writable), then run this again."""


class StoreOutdated(StoreError):
    """The database has another layout than this program. Run `gi-leads db upgrade`."""


class StoreUnreachable(StoreError):
    """The database server does not answer. Start it or correct GI_DATABASE_URL, then run this again."""


class StoreDamaged(StoreError):
    """The database file is damaged or no database. Stop gi-leads, keep the file aside and restore the newest backup."""


class BackupBroken(StoreError):
    """The copy does not hold: do not restore it. Take an older one, make a new one, and look at the disk."""


class BackupRefused(StoreError):
    """Only an SQLite store is copied here. Use pg_dump, and copy GI_HOME/evidence and GI_HOME/papers beside it."""


class NotFound(StoreError):
    """There is no such record. Check the number; the list command shows those that exist."""


class DecisionRefused(StoreError):
    """The event, alert or candidate does not take that decision (any more). Open it again and look what changed."""


class KeyReused(StoreError):
    """The key of this request stands for another request already. Send this one with a new Idempotency-Key."""


class StateError(StoreError):
    """The lead cannot be moved so. Nothing was changed; `gi-leads leads history` tells where it stands."""


class MoveNotAllowed(StateError):
    """The table of moves has no such move from this state by this role. Open the lead again and look."""


class SamePerson(MoveNotAllowed):
    """Two persons are needed: who confirmed a lead cannot approve it, who asked the head cannot answer."""


class StaleLead(StateError):
    """Somebody moved the lead first. Look at what changed, then decide again."""


class FactsMissing(StateError):
    """The move needs more than was given. Fill what is named, then try again."""


class FactsRefused(StateError):
    """The move does not take a fact of this name or form. Correct what is named, then try again."""


class NotReady(StateError):
    """The lead cannot be sent yet. Fill the list that is named (subject, jurisdiction, sealed evidence) first."""


class AccessError(GILeadsError):
    """Access was refused. Log in with an account that has the role for it; an administrator gives roles."""


class LoginNeeded(AccessError):
    """Nobody is logged in, or the session is over. Log in again; what was not sent is not saved."""


class RoleMissing(AccessError):
    """Your account has no role for this page. Ask an administrator for the role, or use another account."""


class FormRefused(AccessError):
    """The form does not come from this desk or is too old. Open the page again and send it from there."""


class TooManyTries(AccessError):
    """Too many log-in tries. Wait the seconds that are named, then try again; nobody is locked for ever."""


class PasswordRefused(AccessError):
    """The password is too easy to guess. Take another one of at least ten characters, best several words."""


class AccountRefused(AccessError):
    """The account cannot be made or changed like this. Correct what is named; nothing was changed."""


class EvidenceError(GILeadsError):
    """An evidence record cannot be used. Do not rely on it; capture the page again."""


class EvidenceMissing(EvidenceError):
    """The evidence file is not where the database says. Restore GI_HOME/evidence from the backup."""


class DigestMismatch(EvidenceError):
    """The stored bytes no longer match their digest. Treat this evidence as damaged and capture the page again."""


class CrawlError(GILeadsError):
    """A source could not be read. The run page names the outcome of each request."""


class SourceFileBroken(CrawlError):
    """A source file is not valid. Mend the named line; `gi-leads source check` tries it without saving anything."""


class UnknownSource(CrawlError):
    """There is no source of this name. `gi-leads source list` shows those that exist."""


class RequestRefused(CrawlError):
    """The address is not public or not the source's own host. Correct the source file if it really is."""


class SessionRefused(CrawlError):
    """Only a person reads such pages: `gi-leads officer open`, on a screen, with a consent in the source file."""


class BrowserMissing(CrawlError):
    """No Chromium was found for this source. Install it (Debian: apt-get install chromium) or set GI_CHROMIUM."""


class PageChanged(CrawlError):
    """The page came but nothing that was expected stands on it. Look at the kept page and adapt the source file."""


class SourceBlocked(CrawlError):
    """The source asked for a log-in or a challenge. Use its official interface or import saved pages."""


class ImportFileError(GILeadsError):
    """A file could not be imported. Rows read before the fault are kept; mend the file and import it again."""


class ImportFileBroken(ImportFileError):
    """The file cannot be imported: it is no JSONL, CSV, XLSX, HAR or saved HTML. Check its ending and content."""


class RowBroken(ImportFileError):
    """A row cannot be read as a listing. It was skipped and named; mend it and import the file again."""


class JudgementError(GILeadsError):
    """A listing could not be judged. Its record is kept; report it with the named fact."""


class ListingBroken(JudgementError):
    """The record is not a listing: it needs at least a platform, an item id and a title."""


class PostBroken(JudgementError):
    """The record is not a post: it needs at least a platform, a post id, and a title or a text."""


class QueueError(GILeadsError):
    """The queue of crawl units refused. `gi-leads runs show` tells the state of each unit."""


class LeaseLost(QueueError):
    """Another worker holds this unit now. Its result is kept there; this one was given up without loss."""


class DocumentError(GILeadsError):
    """The document could not be written. Check its folder and its ending (a table is .xlsx or .csv), then try again."""


class TemplateBroken(DocumentError):
    """A template of a paper cannot be used. Mend the named place in Word, or remove the file from GI_HOME/templates."""


class PaperSuperseded(DocumentError):
    """The paper was corrected already. Correct the newest one; the list of papers names it."""


class ScheduleError(GILeadsError):
    """The scheduler could not start or plan. The message names the reason."""


class AnotherScheduler(ScheduleError):
    """A scheduler is running already. Only one may run on a database; stop the other one first."""


class PortTaken(ScheduleError):
    """A port is in use, perhaps by another gi-leads. Stop that program, or choose another port by the named setting."""
