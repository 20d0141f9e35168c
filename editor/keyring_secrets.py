"""Secrets in the operating system's keyring; refuses back ends that would keep them readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.domain.errors import SecretsUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Backbench"
# `fail` and `null` keep nothing; keyrings.alt writes files in the home folder, most of them readable as they are.
_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_REFUSED_WORDS = ("plaintext", "uncrypted", "encryptedkeyring")


class KeyringSecrets:
    """Implements :class:`editor.ports.Secrets`. ``service`` keeps the secrets of two installations apart."""

    def __init__(self, service: str = SERVICE) -> None:
        self._service = service

    def get(self, name: str) -> str | None:
        """The secret called ``name``, None when there is none. Raises SecretsUnavailable without a keyring."""
        backend = _backend()
        try:
            return backend.get_password(self._service, name)
        except Exception as problem:
            raise _unavailable(backend, problem) from None

    def set(self, name: str, value: str) -> None:
        """Keep ``value`` as ``name`` and read it back. Raises SecretsUnavailable without a keyring."""
        backend = _backend()
        try:
            backend.set_password(self._service, name, value)
            kept = backend.get_password(self._service, name) == value
        except Exception as problem:
            raise _unavailable(backend, problem) from None
        if not kept:  # a back end that drops what it is given must not cost a person their database key
            raise SecretsUnavailable(f"{_name(backend)} did not keep what it was given")

    def delete(self, name: str) -> None:
        """Forget ``name``; nothing happens when there is none. Raises SecretsUnavailable without a keyring."""
        backend = _backend()
        try:
            if backend.get_password(self._service, name) is not None:
                backend.delete_password(self._service, name)
        except Exception as problem:
            raise _unavailable(backend, problem) from None


def _backend() -> KeyringBackend:
    import keyring  # 70 ms, and 240 ms more to choose a back end: only when a secret is wanted

    try:
        chosen = keyring.get_keyring()
        members = getattr(chosen, "backends", None)  # the chainer tries several: pick a trusted one
        candidates = [chosen] if members is None else list(members)
    except Exception as problem:
        raise SecretsUnavailable(type(problem).__name__) from None
    for backend in candidates:
        if is_trusted(backend):
            return backend
    raise SecretsUnavailable(", ".join(_name(b) for b in candidates) or "no back end")


def is_trusted(backend: object) -> bool:
    """Whether ``backend`` really keeps secrets, and keeps them from other people."""
    name = _name(backend)
    in_refused = any(name == m or name.startswith(f"{m}.") for m in _REFUSED_MODULES)
    return not in_refused and not any(word in name.lower() for word in _REFUSED_WORDS)


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _unavailable(backend: object, problem: Exception) -> SecretsUnavailable:
    # Only the class of what went wrong: a back end may put the secret itself into its message.
    return SecretsUnavailable(f"{_name(backend)}: {type(problem).__name__}")
