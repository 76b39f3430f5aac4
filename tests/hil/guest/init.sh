#!/bin/busybox sh
# The board's system: everything read-only but the journal's disk and two folders in memory.
# Serial lines: 0 console, 1 barcode reader, 2 the test's shell, 3 what the agent says.
set -e
busybox mount -t tmpfs run /run
busybox mkdir /run/bin
busybox --install -s /run/bin
export PATH=/run/bin:/usr/bin:/bin HOME=/run
mount -t tmpfs tmp /tmp
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose checkout /srv/vigifroid
mount -t ext4 /dev/disk-journal /srv/card

ip link set lo up
ip address add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2

# The kernel's multiplexer, as `dtoverlay=i2c-mux,pca9548` makes it known on a Pi: one bus for each channel.
echo pca9548 0x71 >/sys/bus/i2c/devices/i2c-0/new_device

# Open before anybody is told that they may write: what comes earlier is cut off in the middle.
exec 3</dev/ttyAMA2
for line in 2 3; do
    stty -F "/dev/ttyAMA$line" raw -echo
done
export PYTHONPYCACHEPREFIX=/run/bytecode
cd /srv/vigifroid
echo "the board is ready"
exec setsid sh /dev/ttyAMA2 >/dev/ttyAMA2 2>&1
