"""Acts that meet."""

import threading

from django.db import close_old_connections, connection


def at_once(*acts):
    """Run the acts at the same moment, each with its own connection; their errors or None."""
    barrier, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            act()
        except Exception as error:  # noqa: BLE001 it is what the test looks at
            came[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
