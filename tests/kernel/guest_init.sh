#!/bin/sh
# The first process of the guest: what Debian's start makes of a machine, as far as the tests need it; then the command.
# The kernel hands over CONTROL, this machine's folder with the command and its status, and WRITABLE, a folder or nothing.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t configfs config /sys/kernel/config
mkdir -p /dev/pts /dev/shm
mount -t devpts -o ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
ln -s /proc/self/fd /dev/fd
busybox ifconfig lo 127.0.0.1 up
hostname antre-guest

# Everything that programs leave behind goes to memory. lgpio makes pipes in its folder when it is imported.
mkdir -p /run/home /run/lgpio
mkdir -m 1777 /run/tmp
export HOME=/run/home TMPDIR=/run/tmp LG_WD=/run/lgpio PYTHONDONTWRITEBYTECODE=1
export HYPOTHESIS_STORAGE_DIRECTORY=/run/hypothesis

# gpiozero asks which Pi this is: a 4 B, revision 1.4.
cat >/run/cpuinfo <<'END'
processor	: 0
Hardware	: BCM2835
Revision	: c03114
Serial		: 1000000000000000
Model		: Raspberry Pi 4 Model B Rev 1.4
END
mount --bind /run/cpuinfo /proc/cpuinfo

mount -t hostfs -o "$CONTROL" none /mnt
[ -z "$WRITABLE" ] || mount -t hostfs -o "$WRITABLE" none "$WRITABLE"

# Through a pipe, so that programs do not take the console for a person's terminal and paint it.
mkfifo /run/output
cat /run/output &
sh /mnt/command >/run/output 2>&1
status=$?
wait
echo "$status" >/mnt/status
sync
busybox poweroff -f
