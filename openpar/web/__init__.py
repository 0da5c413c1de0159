"""What every page shares: base page, components, style, preferences, home, sign-in, errors."""
