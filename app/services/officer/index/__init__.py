"""An organ's index: sealed at rest in segments, opened in memory while its key lies open."""
