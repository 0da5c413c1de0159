"""How firm ranks are: the whole round again, thousands of times, with every doubtful choice varied.

docs/develop/robustness.md says what is varied and how to read the result.
"""
