"""Signatures are those of the Standard Webhooks specification."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.settings import Settings
from streams.sinks.webhook.signing import keys, signature

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_it_is_the_signature_that_the_specification_computes():
    """The example of the specification's own libraries."""
    made = signature(
        keys(Settings(webhook_secret=KEY)),
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_keys_sign_each():
    other = f"whsec_{base64.b64encode(b'o' * 32).decode()}"
    both = signature(keys(Settings(webhook_secret=f"{KEY} {other}")), "m", 1, b"{}")
    assert both.split() == [signature(keys(Settings(webhook_secret=key)), "m", 1, b"{}") for key in (KEY, other)]


def test_a_key_may_come_from_a_file(tmp_path: Path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert keys(Settings(webhook_secret_file=tmp_path / "key")) == keys(Settings(webhook_secret=KEY))


@pytest.mark.parametrize("secret", ["", "hush", "whsec_aHVzaA==", "whsec_hush!", KEY.removeprefix("whsec_")])
def test_what_is_no_key_is_refused_without_being_repeated(secret: str):
    with pytest.raises(SettingsError) as caught:
        keys(Settings(webhook_secret=secret))
    assert "hush" not in str(caught.value)
    assert "MfKQ" not in str(caught.value)
