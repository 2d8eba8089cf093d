"""What an officer does with the files of a lead: list them, look at them safely, fetch them."""
