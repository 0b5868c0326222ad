"""The judgment server: collects triplets and labels from people, and loses none."""
