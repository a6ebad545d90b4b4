"""A name server on this machine: real datagrams, records that a test writes."""

import socket
import threading
from collections import Counter

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class NameServer:
    """Answers UDP on a free loopback port from `records`; knows no other name.

    `records["vent.fr"] = {"MX": ["10 mx.vent.fr."]}`; an empty table is a name without records.
    `rcode` answers every question with that fault; `mute` leaves them without an answer; `watch`
    is called with each question before the answer leaves.
    """

    def __init__(self):
        self.records = {}
        self.asked = Counter()  # questions by name
        self.rcode, self.mute, self.watch = None, False, None

    @property
    def address(self):
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self):
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *error):
        with socket.socket(type=socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", self._socket.getsockname())  # an empty datagram: close
        self._thread.join(10)
        self._socket.close()

    def _serve(self):
        while True:
            wire, sender = self._socket.recvfrom(4096)
            if not wire:
                return
            query = dns.message.from_wire(wire)
            if self.watch:
                self.watch(query)
            answer = self._answer(query)
            if not self.mute:
                self._socket.sendto(answer.to_wire(), sender)

    def _answer(self, query):
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        self.asked[name] += 1
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        known = self.records.get(name)
        if self.rcode is not None or known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN if self.rcode is None else self.rcode)
        elif values := known.get(dns.rdatatype.to_text(question.rdtype)):
            answer.answer.append(
                dns.rrset.from_text_list(question.name, 60, "IN", question.rdtype, values)
            )
        return answer
