"""Rows of the table: whatever turns faces into numbers."""
