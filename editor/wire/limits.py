"""Sizes and times that both ends of the protocol keep to."""

from __future__ import annotations

PAGE_MAX = 1_000  # changes in one answer
WAIT_MAX = 25.0  # seconds a long poll is held; under the 30 s at which common proxies give up
OPERATIONS_MAX = 100  # operations in one batch
REQUEST_MAX = 4 * 1024 * 1024  # bytes of a request body from a desk
FORM_MAX = 4 * 1024 * 1024  # bytes of a request body from a reader's browser: enough to hand too long a comment back
BODY_SECONDS = 60.0  # seconds in which the whole of a request must have arrived
IDEMPOTENCY_DAYS = 90  # how long an answer is remembered
TOKEN_BYTES = 32  # random bytes of a device token
CLOCK_WARN = 60.0  # seconds of skew from which the desk says so
CLOCK_REFUSE = 300.0  # seconds of skew from which time-bound operations wait
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"  # a story's address: the whole of it
ANSWER_MAX = 64 * 1024 * 1024  # bytes of an answer, unpacked, that a desk is ready to read
