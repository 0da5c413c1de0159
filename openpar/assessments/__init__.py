"""What a unit declares: its score sheet, the figures, the claims, the evidence it pins."""
