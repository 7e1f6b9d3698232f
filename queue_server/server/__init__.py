"""The process itself: how it starts, serves on eventlet or on threads, limits connections, and ends."""
