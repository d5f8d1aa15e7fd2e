"""The thermometers of the kiosks, put together: the list, calibrating one, checking one."""

from queue_server.web.staff import thermometer_calibrate, thermometer_check, thermometer_list
from queue_server.web.staff.thermometer_pages import thermometers

__all__ = ["thermometers"]
SECTIONS = (thermometer_list, thermometer_calibrate, thermometer_check)
