"""Pages of notices, training, feedback and texts."""
