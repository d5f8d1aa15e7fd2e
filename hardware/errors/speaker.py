"""How a sound can fail."""

from hardware.errors.fault import HardwareError


class SpeakerError(HardwareError):
    """A sound could not be played."""

    code = "speaker_fault"
    needs_reopen = False
    what = "the sound could not be played"
    mend = "Check the speaker and the sound device in the configuration."


class SoundPlayerMissingError(SpeakerError):
    """The program that plays sounds is not installed."""

    code = "speaker_player_missing"
    permanent = True
    what = "the sound player is not installed"
    mend = "Install alsa-utils."


class SoundTimeoutError(SpeakerError):
    """The sound did not end in time and was cut off."""

    code = "speaker_timeout"
    what = "the sound did not end in time"
