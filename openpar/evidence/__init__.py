"""The document register: what supports a claim, in revisions that never change."""
