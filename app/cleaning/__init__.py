"""Remove from files what points at their author: in memory, in a process that can reach nothing."""
