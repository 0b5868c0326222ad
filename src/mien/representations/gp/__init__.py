"""A Gaussian-process latent variable model: kernel expectations, its bound, back-constraints, the fit."""
