"""From faces and triplets to a trained model: preparation, streams, the step, engines, the loop."""
