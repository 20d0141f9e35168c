#!/usr/bin/env bash
# Sees to the Debian packages a task needs: system_packages.sh GROUP…   groups: venv, desk, test, postgres.
# Quick and silent when nothing is missing; installs with apt as root or through sudo; says plainly when it cannot.
set -euo pipefail

packages_of() {
    case "$1" in
    venv) echo python3-venv ;;
    desk) # Qt draws on screen and off it
        echo libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 \
            libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxcb-image0 libxcb-render-util0 ;;
    test) # a browser and its driver, a screen in memory, a real keyring on a real message bus, a stranger's look at files
        echo chromium libatomic1 xvfb xauth dbus gnome-keyring openssl sqlite3 ;;
    postgres) echo postgresql-15 ;;
    *)
        echo "system_packages.sh: no group is called '$1'" >&2
        exit 2
        ;;
    esac
}

wanted=()
for group in "$@"; do
    # shellcheck disable=SC2207  # package names hold no blanks
    wanted+=($(packages_of "$group"))
done

if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system. If the next step fails, install what Debian calls: ${wanted[*]}" >&2
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo env)
else
    echo "These Debian packages are missing and installing them needs root. Run this first:" >&2
    echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "Installing Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq </dev/null || echo "The package lists could not be refreshed; trying with those at hand." >&2
if ! "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null; then
    echo "apt could not install ${missing[*]}. Its own message stands above; without them the next step cannot work." >&2
    exit 1
fi
