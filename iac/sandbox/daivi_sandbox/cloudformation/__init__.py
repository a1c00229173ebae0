"""CloudFormation: official schemas for every type, live drift, drift-aware change sets, delays for tests."""
