"""A ciphertext opens with its key, in its place, and nowhere else."""

import base64
import os

import pytest

from meilleursjobs.lib import crypto

PLACE = {"table": "t", "column": "c", "row": "1"}


def key():
    return base64.b64encode(os.urandom(32)).decode()


def test_what_was_encrypted_comes_back():
    assert crypto.decrypt(crypto.encrypt("é".encode(), **PLACE), **PLACE) == "é".encode()


def test_the_same_text_twice_looks_different():
    assert crypto.encrypt(b"x", **PLACE) != crypto.encrypt(b"x", **PLACE)


@pytest.mark.parametrize("moved", [{"table": "u"}, {"column": "d"}, {"row": "2"}])
def test_a_ciphertext_moved_elsewhere_does_not_open(moved):
    stored = crypto.encrypt(b"x", **PLACE)
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(stored, **PLACE | moved)


@pytest.mark.parametrize("change", ["", "v1", "v1.test", "v1.test.%%", "v2.test.AAAA", "v1.x.AAAA"])
def test_what_is_not_a_ciphertext_is_told_apart(change):
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(change, **PLACE)


def test_one_changed_byte_is_noticed():
    stored = crypto.encrypt(b"some text", **PLACE)
    head, _, body = stored.rpartition(".")
    blob = bytearray(base64.b64decode(body))
    blob[-1] ^= 1
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(f"{head}.{base64.b64encode(blob).decode()}", **PLACE)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key(settings):
    old = settings.FIELD_KEYS
    stored = crypto.encrypt(b"x", **PLACE)
    settings.FIELD_KEYS = f"next:{key()},{old}"
    assert crypto.decrypt(stored, **PLACE) == b"x"
    assert crypto.key_id(crypto.encrypt(b"x", **PLACE)) == "next"


def test_without_its_key_nothing_opens(settings):
    stored = crypto.encrypt(b"x", **PLACE)
    settings.FIELD_KEYS = f"other:{key()}"
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(stored, **PLACE)


@pytest.mark.parametrize(
    "text", ["", "k1", "k1:zz", f"k1:{'A' * 20}", f":{'A' * 43}=", f"a.b:{'A' * 43}="]
)
def test_a_keyring_that_is_none_is_refused(text):
    with pytest.raises(crypto.BadKeyring):
        crypto.read_keyring(text)


def test_two_keys_of_one_name_are_refused():
    with pytest.raises(crypto.BadKeyring):
        crypto.read_keyring(f"k:{key()},k:{key()}")


def test_hashes_are_found_again_after_a_rotation(settings):
    (kept,) = crypto.digests("rh@atelier.test", purpose="objection")
    settings.FIELD_KEYS = f"next:{key()},{settings.FIELD_KEYS}"
    assert kept in crypto.digests("rh@atelier.test", purpose="objection")
    assert kept not in crypto.digests("rh@atelier.test", purpose="other")
