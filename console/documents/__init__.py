"""Documents made from leads. Each turns rows into a file that opens safely in office programs."""
