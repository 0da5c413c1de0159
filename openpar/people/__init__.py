"""Units with their validity dates, accounts, appointments, and who may open which page."""
