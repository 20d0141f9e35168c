"""Readers' comments judged by data: normalised, checked by the rulebook, scored, tried on the past; no Qt, no SQL"""
