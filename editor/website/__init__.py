"""The bundled news site: pages for readers and an API for desks."""
