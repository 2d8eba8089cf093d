"""What an officer does in the console. Holds no key: the key-holder unwraps for it."""
