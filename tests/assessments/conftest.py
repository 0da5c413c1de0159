"""What lies here and is no test."""

# A program of its own: it reads its arguments when it is loaded.
collect_ignore = ["clocked_server.py"]
