"""The judgment server: stimuli, questions, answers."""
