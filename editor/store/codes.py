"""Numbers under which states, queues and deliveries stand in the comment table. Never renumber: files hold them."""

from __future__ import annotations

from editor.domain.comments import CommentState, WorkState
from editor.domain.inbox import Delivery, Queue

STATES = (CommentState.PUBLISHED, CommentState.HELD, CommentState.REMOVED, CommentState.WITHDRAWN)
STATE_CODE = {state: code for code, state in enumerate(STATES)}

WORKS = (WorkState.TODO, WorkState.DEFERRED, WorkState.ESCALATED, WorkState.DONE)
WORK_CODE = {work: code for code, work in enumerate(WORKS)}

QUEUES = (Queue.REPORTED, Queue.HELD, Queue.NEW, Queue.DECIDED)
QUEUE_CODE = {queue: code for code, queue in enumerate(QUEUES)}

DELIVERIES = (Delivery.NONE, Delivery.WAITING, Delivery.SENT, Delivery.PARKED)
DELIVERY_CODE = {delivery: code for code, delivery in enumerate(DELIVERIES)}
