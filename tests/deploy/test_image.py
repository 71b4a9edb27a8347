"""The image is built from what is locked, and holds what its processes need."""

from __future__ import annotations

import re
from fnmatch import fnmatch

from tests.deploy.files import ROOT, compose, env_file

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()
IGNORED = (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines()


def test_the_base_is_pinned_and_the_same_for_both_stages():
    assert re.search(r"^ARG PYTHON=python:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}$", DOCKERFILE, re.M)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.M) == ["${PYTHON}", "${PYTHON}"]


def test_nothing_is_installed_that_is_not_locked_by_hash():
    installs = re.findall(r"install .*", DOCKERFILE.replace("\\\n", " "))
    for line in re.findall(r"pip[^&]* install [^&\n]*", DOCKERFILE):
        assert "--require-hashes" in line or "--no-index" in line, line
    assert installs
    assert "apt-get" not in DOCKERFILE


def test_what_is_copied_reaches_the_build():
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
    allowed = [line[1:] for line in IGNORED if line.startswith("!")]
    assert IGNORED[0] == "*"
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(fnmatch(name, pattern) for pattern in allowed), name


def test_the_process_is_not_root_and_owns_what_is_written():
    last = DOCKERFILE.replace("\\\n", "").split("\nFROM ")[-1]
    users = re.findall(r"^USER (.+)$", last, re.M)
    assert users == ["10001:10001"]
    (owned,) = re.findall(r"install --directory --owner 10001 --group 10001 (.+)$", last, re.M)
    services = compose(env_file(ROOT / "deploy/compose/demo.env"))["services"]
    for name, service in services.items():
        if service["image"].startswith("counterflow:"):
            assert service["user"] == users[0], name
            for each in service.get("volumes", ()):
                source, target, *_ = each.split(":")
                assert source.startswith(".") or target in owned.split(), f"{name} cannot write to {target}"
