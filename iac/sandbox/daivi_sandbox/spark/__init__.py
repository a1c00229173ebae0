"""What a Glue job's script finds around it: a Spark session, and Glue's own Python library."""
