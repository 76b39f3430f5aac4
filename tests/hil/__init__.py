"""`make hil`: the agent on an emulated ARM board with a real kernel, sensors and readers nobody here wrote."""

import os

# Each program and the Debian package it is in.
NEEDS = {"qemu-system-arm": "qemu-system-arm", "apt-get": "apt", "cpio": "cpio", "mke2fs": "e2fsprogs"}

# mke2fs and e2fsck, for others than root.
os.environ["PATH"] += os.pathsep + "/usr/sbin"
