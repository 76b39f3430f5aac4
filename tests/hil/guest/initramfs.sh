#!/bin/busybox sh
# First process of the board: load the drivers that Debian builds as modules, in order, find the system disk, go on there.
set -e
busybox mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys

while read -r module; do
    busybox insmod "/modules/$module.ko"
done </modules/order

for disk in /sys/block/vd*; do
    busybox ln -s "${disk##*/}" "/dev/disk-$(busybox cat "$disk/serial")"
done
busybox mount -t ext4 -o ro /dev/disk-system /system
for folder in dev proc sys; do
    busybox mount --move "/$folder" "/system/$folder"
done
exec busybox switch_root /system /init
