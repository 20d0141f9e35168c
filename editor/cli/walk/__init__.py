"""Walks through the main job without a person: site, readers' browser, desk; leaves pictures and a report."""
