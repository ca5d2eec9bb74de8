"""`/status`: what whoever runs the service wants to see and do, behind the rescan token."""
