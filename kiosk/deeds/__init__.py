"""What a citizen does at the kiosk: taking a number, booking, looking up, bringing a paper back."""
