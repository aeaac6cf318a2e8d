"""Pages that look across parts, reading only: the home page of each role, the style guide, the site's navigation."""
