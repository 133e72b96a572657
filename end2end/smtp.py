# An SMTP server for the tests: takes each mail only after so many refusals, as a busy or a greylisting one does.
#
#   smtp.py FOLDER REFUSALS
#
# prints its port; writes each mail that it takes as a line of JSON into FOLDER/mails.jsonl, and each one that it refuses into
# FOLDER/refused.jsonl. Ends when its standard input does.
import json
import socket
import sys
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller

folder, refusals = Path(sys.argv[1]), int(sys.argv[2])
tries = Counter()


def write(name, mail):
    with open(folder / name, "a", encoding="utf-8") as out:
        out.write(json.dumps(mail, ensure_ascii=False) + "\n")


class Office:
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        told = {
            "id": str(mail["message-id"]),
            "from": str(mail["from"]),
            "to": str(mail["to"]),
            "envelope": [envelope.mail_from, *envelope.rcpt_tos],
            "subject": str(mail["subject"]),
            "automatic": str(mail["auto-submitted"]),
            "type": f"{mail.get_content_type()} {mail.get_content_charset()}",
            "text": mail.get_content().replace("\r\n", "\n"),
        }
        tries[told["id"]] += 1
        if tries[told["id"]] <= refusals:
            write("refused.jsonl", told)
            return "451 4.7.1 Greylisted, try again later"
        write("mails.jsonl", told)
        return "250 OK"


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
for name in ("mails.jsonl", "refused.jsonl"):
    (folder / name).touch()
controller = Controller(Office(), hostname="127.0.0.1", port=port)
controller.start()
print(port, flush=True)
sys.stdin.read()
controller.stop()
