"""The spoken call: clips, the sentence made of them, and the loudspeaker."""
