"""What needs two people: officers come and go, keys are exchanged, the archive goes along."""
