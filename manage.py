#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from tools.environment import borrow

if __name__ == "__main__":
    borrow()  # the settings of the site that `make run` has started, when nothing else is set
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meilleursjobs.settings")
    execute_from_command_line(sys.argv)
