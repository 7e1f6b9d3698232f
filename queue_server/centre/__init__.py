"""What a centre is: its catalogue and calendar, its people, devices and screens, and what it tells everyone."""
