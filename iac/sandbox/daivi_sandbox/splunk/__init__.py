"""A stand-in for Splunk: instances whose user data installs Splunk answer its REST search API, over TLS."""
