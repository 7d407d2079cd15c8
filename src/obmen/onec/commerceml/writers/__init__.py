"""Domain values to CommerceML: values in, bytes out."""
