"""Serves one of the hostile answers, and tells its address; in a process of its own, for it takes memory."""

import sys
import time

from tests.bridges import Bridge
from tests.hostile.answers import HOSTILE

if __name__ == "__main__":
    with Bridge(HOSTILE[sys.argv[1]]()) as bridge:
        print(bridge.url, flush=True)
        while True:
            time.sleep(3600)
