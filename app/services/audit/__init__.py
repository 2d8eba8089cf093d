"""The audit log as anybody may check it: its chain, and organs' signatures over it."""
