"""What pictures of a run share, on a page and on paper: names, colours, views, the figures of the paper."""
