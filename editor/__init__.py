"""The desk: everything Backbench does, from domain to windows."""
