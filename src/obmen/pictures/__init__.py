"""Pictures of goods: kept by their content, looked at with suspicion, scaled down to be sent."""
