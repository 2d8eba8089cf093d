"""How fast it is, each figure beside its floor in the same run."""
