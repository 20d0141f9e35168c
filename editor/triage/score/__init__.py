"""The triage score: a prior, what this desk's decisions taught, calibration and reasons; it sorts and never acts"""
