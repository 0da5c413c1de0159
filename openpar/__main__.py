"""``python -m openpar`` is the command ``openpar``."""

import sys

from openpar.cli import main

sys.exit(main())
