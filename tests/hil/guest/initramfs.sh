#!/bin/busybox sh
# First process of a board: load the drivers that Debian builds as modules, in order, find the system disk, go on there.
# The kernel's line names the board, that disk, how it is mounted and what goes on.
set -e
busybox mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
for word in $(busybox cat /proc/cmdline); do
    case $word in board=* | disk=* | mode=* | next=*) eval "$word" ;; esac
done

while read -r module; do
    busybox insmod "/modules/$module.ko"
done <"/modules/$board"

for disk_here in /sys/block/vd*; do
    [ ! -e "$disk_here" ] || busybox ln -s "${disk_here##*/}" "/dev/disk-$(busybox cat "$disk_here/serial")"
done
until [ -b "$disk" ]; do
    busybox sleep 0.1
done
busybox mount -t ext4 -o "$mode" "$disk" /system
for folder in dev proc sys; do
    busybox mount --move "/$folder" "/system/$folder"
done
exec busybox switch_root /system "$next"
