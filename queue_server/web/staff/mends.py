"""How to mend what a device tells: words for people, by the stable codes of faults and cares."""

from flask_babel import lazy_gettext

MENDS = {
    "ambient_drift": lazy_gettext(
        "Shade the sensor from sun, lamps and air conditioning; until then a person measures."
    ),
    "button_stuck": lazy_gettext("Free the button that is stuck; look for a short in its wires."),
    "calibration_old": lazy_gettext("Compare the thermometer with a reference again, on the page Thermometers."),
    "check_due": lazy_gettext("Check the thermometer against a target: none of today's checks was made here yet."),
    "check_failed": lazy_gettext(
        "The last check found the thermometer off. Clean and shade it, check again, and calibrate it if it stays so."
    ),
    "controls_fault": lazy_gettext("Check the wires of buttons and lamps, and their pins in the configuration."),
    "device_not_opened": lazy_gettext("Wait a moment: the device has not been used yet."),
    "device_unexpected_error": lazy_gettext("Look into the device's log and report what stands there."),
    "distance_lost": lazy_gettext(
        "Check the wires of the distance sensor; until then visitors are noticed by their warmth."
    ),
    "driver_unknown": lazy_gettext("Correct the name of the driver in the configuration and restart."),
    "gpio_folder_unwritable": lazy_gettext("Set LG_WD to a folder that the service may write, and restart."),
    "gpio_forbidden": lazy_gettext("Add the service's user to the group gpio and restart."),
    "gpio_missing": lazy_gettext("Check the pin numbers (BCM) and that lgpio is installed."),
    "gpio_pin_busy": lazy_gettext("Give each part its own pin, and stop other programs that use it."),
    "hardware_config_invalid": lazy_gettext("Correct the configuration file and restart."),
    "i2c_address_busy": lazy_gettext(
        "A driver of the kernel has the sensor: remove its device-tree overlay, or read through it with iio."
    ),
    "i2c_bus_forbidden": lazy_gettext("Add the service's user to the group i2c and restart."),
    "i2c_bus_missing": lazy_gettext("Switch I2C on (raspi-config) and check the bus number."),
    "i2c_bus_stuck": lazy_gettext("Power the sensor off and on; look for a short between SDA, SCL and ground."),
    "i2c_checksum": lazy_gettext("Shorten or shield the sensor's wires, or lower the baud rate."),
    "i2c_fault": lazy_gettext("Check the sensor's four wires and the bus number."),
    "i2c_io": lazy_gettext("Check the sensor's four wires and the bus number."),
    "i2c_no_answer": lazy_gettext("Check the sensor's wires, its power and its address."),
    "kiosk_paused": lazy_gettext("Staff have paused this kiosk. Hold its staff button for a while to go on."),
    "not_encrypted": lazy_gettext("Let this device reach the server by https; who is in the network can listen now."),
    "many_tickets": lazy_gettext("Numbers are taken faster than people come: see who stands at the kiosk."),
    "paper_low": lazy_gettext("Have a new roll of paper ready."),
    "printer_ambiguous": lazy_gettext(
        "Say in the configuration which printer to use: by its serial number or its port."
    ),
    "printer_busy": lazy_gettext("Stop the other program that uses the printer, or unload usblp."),
    "printer_cover_open": lazy_gettext("Close the printer's cover."),
    "printer_fault": lazy_gettext("Check the printer's power and cable."),
    "printer_forbidden": lazy_gettext("Add the service's user to the groups lp and dialout, and restart."),
    "printer_missing": lazy_gettext("Switch the printer on; check its cable and its address in the configuration."),
    "printer_offline": lazy_gettext("Press the printer's feed or on-line button; switch it off and on."),
    "printer_paper_out": lazy_gettext("Put a new roll of paper in."),
    "printer_silent": lazy_gettext(
        "The printer does not answer: look whether the tickets come out whole, and check its cable."
    ),
    "printer_stalled": lazy_gettext("Look for a paper jam, an open cover or an empty roll."),
    "reading_flagged": lazy_gettext("Measure by hand; replace the sensor if it goes on."),
    "reading_invalid": lazy_gettext("Measure by hand; replace the sensor if it goes on."),
    "reading_out_of_range": lazy_gettext("Measure by hand; replace the sensor if it goes on."),
    "sanitizer_stuck": lazy_gettext("Clear and clean the view of the sanitizer's hand sensor; look at its wire."),
    "sensor_missing": lazy_gettext(
        "Check the sensor's name or path in the configuration, and that its kernel driver is loaded."
    ),
    "sensor_owned": lazy_gettext("Stop the other program that uses the sensor; one process may own it."),
    "sensor_unsuitable": lazy_gettext(
        "This sensor cannot be used as it is set up; choose another one, or another filter."
    ),
    "setting_invalid": lazy_gettext("Correct the configuration file and restart."),
    "setting_unknown": lazy_gettext("Correct the configuration file and restart."),
    "speaker_fault": lazy_gettext("Check the speaker and the sound device in the configuration."),
    "speaker_player_missing": lazy_gettext("Install alsa-utils on the device."),
    "speaker_timeout": lazy_gettext("Check the speaker and the sound device in the configuration."),
    "speech_clip_unusable": lazy_gettext("Record the clip again as a WAV file, 16 bit, mono."),
    "speech_fault": lazy_gettext("Try the voice on the display's page /voice, and check [voice] in its configuration."),
    "speech_language_missing": lazy_gettext(
        "No voice speaks a language of the display: name a voice for it in [voice], or take the language out."
    ),
    "speech_program_missing": lazy_gettext("Install espeak-ng on the device, or name another voice in [voice]."),
    "speech_timeout": lazy_gettext("The voice is too slow for this machine: take a smaller one, or recorded clips."),
    "unmeasured_often": lazy_gettext(
        "It leaves visitors to a person at least twice as often as its neighbours. Look at its aim, distance and light."
    ),
    "warns_often": lazy_gettext(
        "It warns at least twice as often as its neighbours. Shade and clean it, and check it against a target."
    ),
    "warns_seldom": lazy_gettext(
        "It warns at most half as often as its neighbours. Clean it, look at its distance, and check it, or them."
    ),
}
"""Of every code of `hardware.errors`, and of the kiosk's and the server's cares; a test holds the lists together."""

PARTS = {
    "thermometer": lazy_gettext("Thermometer"),
    "printer": lazy_gettext("Printer"),
    "controls": lazy_gettext("Buttons and lamps"),
    "distance": lazy_gettext("Distance sensor"),
    "sanitizer": lazy_gettext("Sanitizer"),
    "speaker": lazy_gettext("Speaker"),
    "voice": lazy_gettext("Voice"),
    "server": lazy_gettext("Way to the server"),
}
STATES = {
    "ok": lazy_gettext("works"),
    "degraded": lazy_gettext("needs care"),
    "faulty": lazy_gettext("faulty"),
    "not_fitted": lazy_gettext("not fitted"),
}


def mend(code: str, message: str) -> str:
    """Return what to do, in the reader's language; of a code that this server does not know, the device's own words."""
    return str(MENDS[code]) if code in MENDS else message
