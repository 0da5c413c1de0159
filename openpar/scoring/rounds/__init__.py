"""A round: one cycle's figures of many units, scored by one or several criteria sets.

``reading`` makes a ``Round`` from texts, ``scoring`` turns it into a ``RoundResult``, ``leaf`` does
the same for one criterion of one unit, ``explaining`` says why, ``writing`` and ``display`` print.
"""
