"""Where an officer gets notices, and the thread that sends them."""
