"""What people ask for: exchanges, settings, status, passports."""
