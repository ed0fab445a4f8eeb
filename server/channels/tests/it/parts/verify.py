"""Prints for each message whether its DKIM signature holds: verify.py NAME RECORD FILE…"""

import sys

import dkim

name, record = sys.argv[1:3]


def resolve(asked, timeout=5):
    asked = asked.decode() if isinstance(asked, bytes) else asked
    return record.encode() if asked.rstrip(".") == name else None


for file in sys.argv[3:]:
    with open(file, "rb") as message:
        try:
            print(dkim.DKIM(message.read()).verify(dnsfunc=resolve))
        except dkim.DKIMException as error:
            print(f"False {error}")
