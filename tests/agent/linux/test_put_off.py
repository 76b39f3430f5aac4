"""Modules that only a library wants are loaded when they are used, and not before."""

import subprocess
import sys

from tests.rooms import ROOT


def run(program):
    """A fresh interpreter, since this one has loaded much already."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_agent_starts_without_an_e_mail_parser():
    run("import sys, agent.linux.service; assert 'email' not in sys.modules, 'loaded'")


def test_a_module_put_off_is_the_real_one_once_it_is_used():
    run("import agent.linux, urllib.request; assert callable(urllib.request.getproxies)")
    run("import agent.linux\nfrom urllib.request import getproxies\nassert callable(getproxies)")
    run(
        "import agent.linux, sys, urllib.request as r; r.getproxies(); assert sys.modules['urllib.request'].Request"
    )


def test_a_module_that_is_loaded_stays():
    run("import urllib.request as r, agent.linux, sys; assert sys.modules['urllib.request'] is r")
