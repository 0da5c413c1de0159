"""Runs: the stored record of one computation, and everything printed from it."""
