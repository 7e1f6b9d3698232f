"""Opening hours and hours of sound: pure rules, and their wording."""
