"""What the newsroom's words mean: pure data and rules, standard library only."""
