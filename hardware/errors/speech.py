"""Faults of the voice: of whatever turns a sentence into sound."""

from hardware.errors.fault import HardwareError


class SpeechError(HardwareError):
    """A sentence could not be turned into sound."""

    code = "speech_fault"
    what = "the voice could not say it"
    mend = "Try it on the display's page /voice, and check [voice] in the configuration."


class SpeechProgramMissingError(SpeechError):
    """The program that speaks is not installed."""

    code = "speech_program_missing"
    permanent = True
    what = "the program that speaks is not installed"
    mend = "Install espeak-ng, or name another voice in [voice]."


class SpeechLanguageMissingError(SpeechError):
    """No voice speaks a language that is to be heard."""

    code = "speech_language_missing"
    permanent = True
    what = "no voice speaks this language"
    mend = "Name a voice for it in [voice]: piper_voices, or espeak_voices."


class SpeechTimeoutError(SpeechError):
    """The voice took too long and was ended."""

    code = "speech_timeout"
    what = "the voice took too long"
    mend = "A smaller voice or recorded clips are faster on this machine."


class ClipError(SpeechError):
    """A recorded clip cannot be used."""

    code = "speech_clip_unusable"
    what = "a recorded clip cannot be used"
    mend = "Record it again as a WAV file, 16 bit, mono."
