"""How passwords are kept: Argon2id with the parameters OWASP recommends."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Memory 19 MiB, two passes, one lane: about 20 ms here, much for somebody who guesses."""

    memory_cost = 19456
    time_cost = 2
    parallelism = 1
