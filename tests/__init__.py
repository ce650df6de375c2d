"""The promises of the product, each in a test that can fail; folders mirror the packages."""
