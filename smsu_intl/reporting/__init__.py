"""What the ministry asks for: figures of a period, and the state on a day, each number knowing the records behind it."""
