"""Clients that keep a service busy while a test does something to it."""

import threading
import time


def run_together(functions):
    """Runs all in threads that start at one moment; returns their results in order."""
    barrier = threading.Barrier(len(functions))
    results = [None] * len(functions)

    def run(index, function):
        barrier.wait()
        try:
            results[index] = function()
        except OSError as error:  # the service went away: also a result
            results[index] = error

    threads = [threading.Thread(target=run, args=(i, f)) for i, f in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Load:
    """`with Load(step, 8) as load:` calls step(thread number, turn) in 8 threads until the block
    ends. A step returns what it wants to be remembered, or None; all of it is in load.results."""

    def __init__(self, step, threads):
        self.results = []
        self.turns = 0
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(step, i)) for i in range(threads)]

    def _run(self, step, number):
        turn = 0
        while not self._done.is_set():
            try:
                result = step(number, turn)
            except OSError as error:
                result = error
            turn += 1
            with self._lock:
                self.turns += 1
                if result is not None:
                    self.results.append(result)

    def wait_for(self, turns):
        """Until that many more turns were taken."""
        goal = self.turns + turns
        while self.turns < goal:
            time.sleep(0.01)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        for thread in self._threads:
            thread.join()
