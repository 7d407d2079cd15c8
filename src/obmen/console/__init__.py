"""The room of people: pages in the browser over the desk."""
