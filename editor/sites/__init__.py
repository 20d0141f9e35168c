"""Adapters that make a real site speak SiteApi."""
