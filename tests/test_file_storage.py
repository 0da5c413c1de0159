"""The store keeps its promises on a disk and in a bucket alike (S4-14, T51, T52)."""

import hashlib
import os
import time

import boto3
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from moto.server import ThreadedMotoServer

from openpar import file_storage as storage
from openpar.file_content import RefusedFileError
from openpar.file_delivery import deliver
from tests.factories_assessments import PDF, pdf

BUCKET = "tai-lieu"


def bytes_of(response) -> bytes:
    """What a download hands out."""
    with response.file_to_stream:
        return b"".join(response.streaming_content)


@pytest.fixture(scope="module")
def s3_address():
    """An S3 server on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def kept_in(request, tmp_path, settings):
    """The store under its two settings."""
    settings.OPENPAR_DATA = tmp_path
    if request.param == "s3":
        address = request.getfixturevalue("s3_address")
        names = {"aws_access_key_id": "mau", "aws_secret_access_key": "mau"}
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **names)
        client.create_bucket(Bucket=BUCKET)
        options = {
            "bucket_name": BUCKET, "endpoint_url": address, "region_name": "us-east-1",
            "access_key": "mau", "secret_key": "mau", "default_acl": None,
        }  # fmt: skip
        store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = django_settings.STORAGES | {"evidence": store}
    yield request.param
    for name, _moment in list(storage.stored_names()):
        storage.remove(name)


def test_a_file_comes_back_byte_for_byte_under_a_random_name(kept_in):
    stored = storage.receive(pdf("Kế hoạch.pdf"))

    assert [name for name, _moment in storage.stored_names()] == [stored.storage_name]
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    with storage.open_stored(stored.storage_name) as file:
        assert file.read() == PDF
    with storage.local_path(stored.storage_name) as path:
        assert path.read_bytes() == PDF
    assert list(storage.arriving_files()) == []


def test_a_refused_file_leaves_nothing(kept_in):
    with pytest.raises(RefusedFileError):
        storage.receive(pdf(content=b"<html></html>"))
    assert list(storage.stored_names()) == []
    assert list(storage.arriving_files()) == []


def test_a_discarded_file_is_gone_and_reads_as_absent(kept_in):
    stored = storage.receive(pdf())
    storage.discard(stored)
    storage.discard(stored)  # twice is as good as once
    with pytest.raises(FileNotFoundError):
        storage.open_stored(stored.storage_name)
    with pytest.raises(Http404):
        deliver(stored)


def test_a_changed_file_is_not_handed_out(kept_in):
    """T51: the hash that was computed on arrival is compared at every download."""
    stored, other = storage.receive(pdf()), storage.receive(pdf(content=PDF + b"%2"))
    assert bytes_of(deliver(stored)) == PDF

    swapped = storage.Stored(
        other.storage_name, stored.file_name, stored.sha256, stored.size, stored.media_type
    )
    with pytest.raises(PermissionDenied, match="mã băm"):
        deliver(swapped)


def test_a_new_time_on_the_file_changes_nothing(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path
    stored = storage.receive(pdf())
    with storage.local_path(stored.storage_name) as path:
        os.utime(path, (time.time() - 9e6, time.time() - 9e6))
    assert bytes_of(deliver(stored)) == PDF


def test_an_arrival_that_breaks_off_leaves_nothing(kept_in):
    class Broken:
        name = "ke-hoach.pdf"

        def chunks(self):
            yield PDF
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.receive(Broken())
    assert list(storage.stored_names()) == []
    assert list(storage.arriving_files()) == []
