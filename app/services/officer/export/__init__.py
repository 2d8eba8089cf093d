"""Taking a lead out of the console: proposed by one, approved by another, made within a week."""
