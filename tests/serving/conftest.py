"""What lies here and is no test."""

# Programs of their own: they read their surroundings when they are loaded.
collect_ignore = ["served.py", "stepped.py"]
