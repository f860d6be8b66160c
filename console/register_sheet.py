"""The register on the terminal."""

from collections.abc import Sequence

from console.screen import print_lines, print_table
from leads_db.register import Problem, Register


def print_problems(problems: Sequence[Problem]) -> int:
    """What `register check` found; exit code 1 when there is an error among it."""
    rows = [(problem.severity, problem.file, problem.where, problem.what, problem.to_do) for problem in problems]
    if rows:
        print_table("Register", ("severity", "file", "where", "what", "what to do"), rows)
    errors = sum(problem.severity == "error" for problem in problems)
    print_lines(f"{errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


def print_indications(register: Register) -> None:
    """Indications, local ones first."""
    ordered = sorted(
        register.indications.values(), key=lambda item: (item.scope != "local", item.city or "", item.slug)
    )
    rows = []
    for item in ordered:
        bureau = register.bureaus.get(item.home_bureau or "")
        users = sum(user.indication == item.slug for user in register.users)
        rows.append((item.slug, item.name, item.scope, item.city, bureau.name if bureau else "", item.area.text, users))
    print_table("Indications", ("slug", "name", "scope", "city", "bureau", "area", "authorised users"), rows)
