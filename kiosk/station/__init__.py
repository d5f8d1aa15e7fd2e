"""The guards' post: a lamp, a buzzer and a button away from the kiosks, in a process of its own."""
