"""Pictures of the pages: pure functions from data to SVG, by templates that escape; colours come from the theme."""
