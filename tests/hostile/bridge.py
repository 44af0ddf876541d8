"""A bridge with one of the hostile answers, in a process of its own."""

import sys
import time

from tests.bridges import Bridge
from tests.hostile.answers import HOSTILE

if __name__ == "__main__":
    with Bridge(HOSTILE[sys.argv[1]].answers()) as bridge:
        print(bridge.url, flush=True)
        while True:
            time.sleep(3600)
