"""What lies here and is no test."""

# A program of its own: it reads its surroundings when it is loaded.
collect_ignore = ["served.py"]
