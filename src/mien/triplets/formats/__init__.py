"""Files of questions, answers and labels: Mien's own, and other people's."""
