"""How soon a network of 150 nodes is on the screen, beside pyvis and Cytoscape.js, and how heavy our pages are."""
