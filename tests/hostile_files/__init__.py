"""Builders of hostile files, made anew for each test: none lies in the repository."""
