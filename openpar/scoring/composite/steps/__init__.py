"""The steps of a recipe, one file each.

A new step is one new file here with ``STEP = Step(...)``; nothing else lists it.
"""

from importlib import import_module
from pkgutil import iter_modules

from openpar.scoring.composite.work import Step


def _found() -> dict[str, Step]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return {module.STEP.name: module.STEP for module in modules}


STEPS: dict[str, Step] = _found()
