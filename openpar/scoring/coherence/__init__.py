"""Whether criteria belong together and tell units apart; docs/develop/robustness.md §5."""
