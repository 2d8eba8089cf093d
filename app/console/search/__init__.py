"""Search over opened leads, and what a lead's page says of others that share facts with it."""
