"""Starts the system's own keyring service on a message bus of its own, without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("dbus-daemon", "gnome-keyring-daemon")
START_SECONDS = 15.0

# No service folders: with them, the first question about secrets makes the bus start a second, locked keyring,
# and the unlocked one gives way to it.
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_programs() -> list[str]:
    """The programs of `NEEDED` that this machine has not got."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def running_keyring(home: Path) -> Iterator[str]:
    """The address of a session bus on which an unlocked gnome-keyring answers; its files stay under `home`."""
    home.mkdir(parents=True, exist_ok=True)
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    configuration = home / "bus.conf"
    configuration.write_text(BUS_CONFIGURATION, "utf-8")
    bus = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    processes = [bus]
    try:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        processes.append(daemon)
        assert daemon.stdin is not None
        daemon.stdin.write(b"a test's keyring")
        daemon.stdin.close()
        _wait_for_secret_service(address, daemon)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert bus.stdout is not None
        bus.stdout.close()


def _wait_for_secret_service(address: str, daemon: subprocess.Popen[bytes]) -> None:
    """Returns when the service owns its name and its default collection is open; raises TimeoutError otherwise."""
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and daemon.poll() is None:
        connection = open_dbus_connection(bus=address)
        try:
            if secretstorage.check_service_availability(connection):
                collection = secretstorage.get_default_collection(connection)
                if not collection.is_locked():
                    return
        except secretstorage.exceptions.SecretStorageException:
            pass  # the name is taken a moment before the collection exists
        finally:
            connection.close()
        time.sleep(0.05)
    raise TimeoutError(f"gnome-keyring-daemon did not open its keyring within {START_SECONDS:.0f} s")
