"""Where faces come from: one file a source or format of a vendor."""
