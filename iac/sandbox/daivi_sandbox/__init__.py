"""A local AWS for DAIVI: an emulator whose templates really deploy and whose jobs really run."""

VERSION = "1.0.0"
ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "us-west-2")
