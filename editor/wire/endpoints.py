"""Paths of the desk's API, version 1. Readers' pages are the website's own business."""

from __future__ import annotations

API = "/api/v1"
INFO = f"{API}/info"  # GET: SiteInfoPayload (needs a token)
DEVICES = f"{API}/devices"  # POST DeviceRequest -> DeviceAnswer (no token); the log-in of a desk
THIS_DEVICE = f"{API}/devices/this"  # DELETE: revoke the token used
CHANGES = f"{API}/changes"  # GET ?since=epoch:seq&limit=&wait= -> ChangePagePayload; 410 resync_required
OPERATIONS = f"{API}/operations"  # POST OperationBatch -> ResultBatch
OPERATION_RESULTS = f"{API}/operations/results"  # POST {"ids": [...]} -> ResultBatch of the known ones
DIGESTS = f"{API}/digests"  # GET: {kind: DigestPayload}
OBJECTS = f"{API}/objects"  # GET /{kind}/{id} -> ThingPayload, ETag; GET /{kind}?after=&limit= -> RevisionsPayload
ARTICLES = f"{API}/articles"  # PUT /articles/{id} with If-Match or If-None-Match: * and Idempotency-Key
RULEBOOK = f"{API}/rulebook"  # GET: the rulebook in force, for machines; no token

HEADER_KEY = "Idempotency-Key"
PROTOCOL_HEADER = "X-Backbench-Protocol"  # on every answer of the API, so that a log-in page is told apart
PROTOCOL = "1"
