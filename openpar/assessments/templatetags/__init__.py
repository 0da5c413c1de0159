"""Template filters of the self-assessment pages."""
