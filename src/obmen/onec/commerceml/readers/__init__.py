"""Reading: CommerceML to the domain, as a stream at constant memory."""
