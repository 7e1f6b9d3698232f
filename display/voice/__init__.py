"""The spoken call: clips, the sentence made of them, and the loudspeaker. It never decides what is called."""
