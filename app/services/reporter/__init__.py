"""What a reporter does. Cannot reach what an officer or an operator does, nor an organ's key."""
