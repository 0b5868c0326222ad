"""Encoders: from what is given of faces to the numbers that a posterior is made of."""
