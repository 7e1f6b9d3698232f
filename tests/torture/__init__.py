"""`make torture`: a whole centre of real processes under a seeded schedule of faults, and the proof that it held."""
