"""`/api/v1`: programs work with the gateway as people do in the console, each with a token of its own."""
