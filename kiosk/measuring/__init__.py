"""From the thermometer's words to a judged measurement: the worker, its calibration, and what it watches for."""
