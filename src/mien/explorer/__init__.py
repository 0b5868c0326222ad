"""The explorer: one offline page that shows a latent space and draws faces from it."""
