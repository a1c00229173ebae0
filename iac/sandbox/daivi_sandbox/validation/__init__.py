"""Every request is checked against the model of its service that the AWS SDKs are made from."""
