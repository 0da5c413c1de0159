"""Uploads while they arrive: what is too large for any form is cut off before it has come in.

Names, types and quotas are asked later, of the whole file.
"""

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps an arriving file in a temporary one, and stops where no form takes a larger file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; a body whose length was not announced is cut at the limit."""
        if start + len(raw_data) > settings.REQUEST_MAX_BYTES:
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)
