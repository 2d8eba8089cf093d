"""The page on which an officer enters a lead from another channel, and the slip for its caller."""
