"""What docker-compose.yml brings of its own."""
