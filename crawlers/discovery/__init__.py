"""Looking at an unknown site: what it is built with, where its goods stand, and the source file that follows."""
