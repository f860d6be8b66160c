"""The register: indications, bureaus, platforms, grounds and authorised users, each fact dated and sourced.

The data files of this folder are the source; `load_register` turns them into records. An installation's own folder
(GI_HOME/register) may replace the authorised users and the working days.
"""

from leads_db.register.checking import Problem, check_register
from leads_db.register.register import Register, load_register
from leads_db.register.users import ImportReport, import_users, read_users_csv

__all__ = [
    "ImportReport",
    "Problem",
    "Register",
    "check_register",
    "import_users",
    "load_register",
    "read_users_csv",
]
