"""Sentences into sound: recorded clips, piper or espeak-ng, whichever the configuration has, in this order."""

from hardware.speech.port import Narrator, Utterance

__all__ = ["Narrator", "Utterance"]
