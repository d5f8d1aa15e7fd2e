"""The waiting-room display: what stands on the wall, and what is said."""
