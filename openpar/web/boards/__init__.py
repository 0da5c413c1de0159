"""The boards of those who steer a cycle: progress, gaps, contradictions, whom to urge."""
