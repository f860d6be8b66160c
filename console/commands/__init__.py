"""The commands, one module a noun. Only typer is imported at the top; all else inside the command that needs it."""
