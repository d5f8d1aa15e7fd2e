"""The doctor on a real kernel: finds what is there, names what is wrong, and disturbs nobody."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from hardware.doctor import Finding, Report, State
from tests.kernel.conftest import PRINTER_NODE, SensorBus
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.usb_printer import UsbPrinter
from tests.kernel.emulated.waiting import wait_for

ROOT = Path(__file__).parents[2]
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x7E}
READER = """
import sys, time
from hardware.clock import SystemClock
from hardware.drivers import open_thermometer
sensor = open_thermometer({{"driver": "mlx90614", "bus": {bus}}}, SystemClock())
print("open", flush=True)
while True:
    print(sensor.read().object_celsius, flush=True)
    time.sleep(0.05)
"""
# Nobody may read this Python's folders: it becomes nobody once everything is imported.
AS_NOBODY = """
import os, sys
from hardware.__main__ import main
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""
HOLDER = """
import lgpio, sys
chip = lgpio.gpiochip_open({chip})
lgpio.gpio_claim_output(chip, {line})
print("open", flush=True)
sys.stdin.read()
"""
OPENER = """
import sys
with open("{node}", "wb"):
    print("open", flush=True)
    sys.stdin.read()
"""

Configure = Callable[[str], Path]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Writes a configuration where every user may read it; tmp_path is for its owner only."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)

        def write(text: str) -> Path:
            config = folder / "kiosk.toml"
            config.write_text(f'screen = false\ndata_dir = "{folder}"\n{text}')
            return config

        yield write


def told(config: Path | None = None, *options: str, program: Sequence[str] = ("-m", "hardware")) -> tuple[Report, int]:
    """What the doctor's own process says, and its exit status."""
    command = [sys.executable, *program, "doctor", "--json", *options]
    if config:
        command += ["--config", str(config)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert done.stderr == b""
    return msgspec.json.decode(done.stdout, type=Report), done.returncode


def the(report: Report, code: str) -> Finding:
    [finding] = [finding for finding in report.findings if finding.code == code]
    return finding


def faults(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.state is State.FAULT]


@contextmanager
def program(text: str) -> Iterator[subprocess.Popen[str]]:
    """A program that runs beside the doctor, once it has its device."""
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        yield running
        running.kill()


def sensor_table(bus: int) -> str:
    return f'[thermometer]\ndriver = "mlx90614"\nbus = {bus}\n'


def test_the_configured_sensor_is_read_on_its_bus(sensor_bus: SensorBus, configure: Configure) -> None:
    sensor_bus.sensor.show(36.6)
    report, status = told(configure(sensor_table(sensor_bus.number)))
    assert "object 36.6 C, ambient 25.0 C" in the(report, "sensor_reads").what
    assert f"I2C buses: {sensor_bus.number} (i2c-tiny-usb" in the(report, "bus_found").what
    assert status == 0


def test_nothing_is_written_to_the_sensor(sensor_bus: SensorBus, configure: Configure) -> None:
    before = dict(sensor_bus.sensor.words)
    told(configure(sensor_table(sensor_bus.number)), "--scan")
    assert sensor_bus.sensor.words == before
    assert sensor_bus.sensor.reads > 0


def test_the_right_bus_is_named_where_the_configured_one_is_missing(
    sensor_bus: SensorBus, configure: Configure
) -> None:
    report, status = told(configure(sensor_table(sensor_bus.number + 7)))
    assert f"bus = {sensor_bus.number} and address = 0x5a" in the(report, "sensor_elsewhere").mend
    assert "i2c_bus_missing" in faults(report)
    assert status == 1


def test_a_sensor_that_does_not_answer_is_missing(sensor_bus: SensorBus, configure: Configure) -> None:
    sensor_bus.sensor.absent = True
    report, status = told(configure(sensor_table(sensor_bus.number)))
    assert (faults(report), status) == (["i2c_no_answer"], 1)


def test_a_bus_that_hangs_is_a_fault_and_the_doctor_comes_to_an_end(
    sensor_bus: SensorBus, configure: Configure
) -> None:
    sensor_bus.sensor.hanging = True
    report, _ = told(configure(sensor_table(sensor_bus.number)))
    assert faults(report) == ["i2c_io"]


def test_a_scan_finds_the_sensor_and_nothing_else(sensor_bus: SensorBus) -> None:
    report, _ = told(None, "--scan")
    assert f"bus {sensor_bus.number}, 0x5a" in the(report, "part_on_bus").what
    assert f"bus = {sensor_bus.number}\naddress = 0x5a" in report.proposal


def test_the_address_of_a_kernel_driver_is_left_alone(sensor_bus: SensorBus, configure: Configure) -> None:
    adapter = Path(f"/sys/bus/i2c/devices/i2c-{sensor_bus.number}")
    (adapter / "new_device").write_text("mlx90614 0x5a")
    try:
        wait_for("the kernel's driver", (adapter / f"{sensor_bus.number}-005a/driver").exists)
        report, _ = told(configure(sensor_table(sensor_bus.number)), "--scan")
    finally:
        (adapter / "delete_device").write_text("0x5a")
    assert "kernel driver mlx90614" in the(report, "i2c_address_busy").what
    assert "kernel driver mlx90614" in the(report, "address_taken").what
    assert not [finding for finding in report.findings if finding.code == "part_on_bus"]


def test_a_running_reader_is_not_disturbed(sensor_bus: SensorBus, configure: Configure) -> None:
    sensor_bus.sensor.show(36.6)
    with program(READER.format(bus=sensor_bus.number)) as reader:
        report, _ = told(configure(sensor_table(sensor_bus.number)), "--scan")
        held = [finding.what for finding in report.findings if finding.code == "in_use"]
        assert held
        assert all(f"process {reader.pid}: not touched" in what for what in held)
        assert reader.stdout is not None
        assert [float(reader.stdout.readline()) for _ in range(3)] == pytest.approx([36.6] * 3, abs=0.02)


def test_a_printer_is_found_by_its_descriptors_and_asked_for_its_state(
    usb_printer: UsbPrinter, configure: Configure
) -> None:
    report, status = told(configure('[printer]\ndriver = "usb"\nvendor = 0x04b8\nproduct = 0x0202\n'))
    assert the(report, "printer_ready").state is State.OK
    assert status == 0
    usb_printer.model.statuses = dict(PAPER_OUT)
    report, status = told(configure('[printer]\ndriver = "usb"\n'))
    assert (faults(report), status) == (["printer_paper_out"], 1)
    assert usb_printer.received == b""


def test_without_the_kernels_driver_the_printer_is_asked_over_usbfs(
    usb_printer: UsbPrinter, configure: Configure
) -> None:
    driver = Path("/sys/bus/usb/drivers/usblp")
    [interface] = [path.name for path in driver.iterdir() if ":" in path.name]
    (driver / "unbind").write_text(interface)
    wait_for("the node is gone", lambda: not PRINTER_NODE.exists())
    usb_printer.model.statuses = dict(PAPER_OUT)
    path = configure('[printer]\ndriver = "usb"\n')
    # the kernel lets the interface go a moment after the node, and meanwhile nobody can claim it
    wait_for("the doctor's answer", lambda: faults(told(path)[0]) == ["printer_paper_out"])
    assert usb_printer.received == b""


def test_a_printer_that_somebody_has_open_is_left_alone(usb_printer: UsbPrinter, configure: Configure) -> None:
    with program(
        f'import sys; f = open("{PRINTER_NODE}", "wb"); print("open", flush=True); sys.stdin.read()'
    ) as holder:
        report, _ = told(configure('[printer]\ndriver = "usb"\n'))
        assert f"process {holder.pid}" in the(report, "in_use").what


def test_a_printer_without_a_configuration_is_proposed(usb_printer: UsbPrinter) -> None:
    report, status = told()
    assert "USB 04b8:0202 EPSON emulated ticket printer" in the(report, "printer_found").what
    assert "vendor = 0x04b8\nproduct = 0x0202" in report.proposal
    assert status == 0


def controls_table(chip: GpioChip) -> str:
    return f'[controls]\ndriver = "gpio"\nchip = {chip.number}\nbuttons = {{ green = 17, blue = 27 }}\n'


def test_the_chip_and_its_free_pins_are_found(gpio_chip: GpioChip, configure: Configure) -> None:
    report, status = told(configure(controls_table(gpio_chip)))
    assert "pinctrl-bcm2711): 58 lines, 0 in use" in the(report, "chip_found").what
    assert the(report, "pin").what.endswith("free: 17, 27")
    assert [(wire.bcm, wire.header) for wire in report.wiring] == [(17, 11), (27, 13)]
    assert status == 0


def test_a_busy_pin_is_told_with_its_user(gpio_chip: GpioChip, configure: Configure) -> None:
    with program(HOLDER.format(chip=gpio_chip.number, line=17)) as holder:
        report, status = told(configure(controls_table(gpio_chip)))
    finding = the(report, "gpio_pin_busy")
    assert "pin 17, button green: used by lg" in finding.what
    assert f"process {holder.pid}" in finding.what
    assert status == 1


def test_a_user_without_rights_is_told_which_group(
    sensor_bus: SensorBus, gpio_chip: GpioChip, configure: Configure
) -> None:
    for node in (f"/dev/i2c-{sensor_bus.number}", gpio_chip.device):
        os.chmod(node, 0o660)
    config = configure(sensor_table(sensor_bus.number) + controls_table(gpio_chip))
    report, status = told(config, program=("-c", AS_NOBODY))
    assert report.user == "nobody"
    assert {"i2c_bus_forbidden", "gpio_forbidden"} <= set(faults(report))
    assert sensor_bus.sensor.reads == 0
    assert status == 1
    again, _ = told(config, "--user", "nobody")
    assert {"i2c_bus_forbidden", "gpio_forbidden"} <= set(faults(again))


def test_a_guest_without_any_device_has_nothing_wrong() -> None:
    report, status = told()
    assert (faults(report), status) == ([], 0)
