"""The loaders: one folder per source, from a publisher's file to tables of nodes and edges."""
