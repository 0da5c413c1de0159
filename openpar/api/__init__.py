"""The interface for programs: the same questions and actions as the pages, as REST and JSON.

``serving`` is what every request passes; one module a resource holds its shapes and operations.
"""
