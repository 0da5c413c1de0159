"""Pages of criteria sets and cycles, a module for each subject."""
