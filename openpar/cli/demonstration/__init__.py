"""Loading the demonstration: files a user could have written, through the actions of the slices.

``loading`` is the way through; each other module loads one kind of thing and says what it skips.
"""
