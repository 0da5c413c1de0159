"""What the standing body tells and hears: notices, training, feedback, the texts of a province."""
