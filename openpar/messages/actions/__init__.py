"""What can be done: notices, training, feedback, texts. Lock, ask, change, record, at once."""
