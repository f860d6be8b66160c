"""The register: indications, bureaus, platforms, grounds and authorised users, each fact dated and sourced.

The data files of this folder are the source; `load_register` turns them into records. An installation's own folder
(GI_HOME/register) may replace the authorised users and the working days.
"""

from leads_db.register.checking import check_register
from leads_db.register.problems import Problem
from leads_db.register.register import Candidate, Register, load_register
from leads_db.register.users import ImportReport, import_users, read_users_csv
from leads_db.register.watch import watch_terms

__all__ = [
    "Candidate",
    "ImportReport",
    "Problem",
    "Register",
    "check_register",
    "import_users",
    "load_register",
    "read_users_csv",
    "watch_terms",
]
