"""Trained models for use elsewhere: without PyTorch, and in ONNX."""
