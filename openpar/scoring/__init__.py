"""Rules -> marks -> index -> ranks, in exact arithmetic and without any outside world.

Nothing here knows Django, files, the clock or the network: text and values come in, values and
sentences go out. Same input, same result, for ever.
"""
