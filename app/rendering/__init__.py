"""Turn hostile files into pictures, sound and text that do nothing: in memory, in closed rooms."""
