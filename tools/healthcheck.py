"""Whether this container's web server takes traffic: `/sante/pret`, asked as the proxy would."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def ready(port: int, site_url: str) -> bool:
    """Ask the server on this machine's `port`, under the host name of `site_url`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/sante/pret", headers={"Host": urlsplit(site_url).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if ready(8000, os.environ["SITE_URL"]) else 1)
