"""A mail server on loopback that keeps what it is given, and does what the recipient's name says."""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, mode, certificate, key = pathlib.Path(sys.argv[1]), *sys.argv[2:5]


class Sink:
    kept = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("stranger@"):
            return "550 5.7.1 stranger@office.example may not send"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        does = address.split("@")[0]
        if does == "hang":
            await asyncio.sleep(3600)
        if does == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        said = {
            "nobody": f"550 5.1.1 <{address}>: no such person",
            "plain": "553 what is this",
            "greylisted": "451 4.7.1 ask me again",
            "full": "452 4.2.2 mailbox full",
            "closing": "421 4.3.2 going down",
            "locked": "530 5.7.0 sign in first",
        }.get(does)
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        does = envelope.rcpt_tos[0].split("@")[0]
        if does == "drop-after":
            server.transport.abort()
            await asyncio.sleep(3600)
        if does == "hang-after":
            await asyncio.sleep(3600)
        if does == "spam":
            return "554 5.7.1 not with such a subject"
        if does == "later":
            return "451 4.3.0 no room"
        if does == "closing-after":
            return "421 4.3.2 going down"
        if does == "hang-up":
            asyncio.get_running_loop().call_later(0.1, server.transport.close)
        self.kept += 1
        (folder / f"{self.kept}.tmp").write_bytes(envelope.content)
        (folder / f"{self.kept}.tmp").rename(folder / f"{self.kept}.eml")
        return f"250 2.0.0 Ok: queued as SINK{self.kept}"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"privity", b"correct horse")
    # Not handled: the server says 535 itself.
    return AuthResult(success=right, handled=False)


async def main():
    context = None
    if mode in ("tls", "starttls"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    sink = Sink()
    connections = 0

    def connection():
        nonlocal connections
        connections += 1
        (folder / "connections").write_text(str(connections))
        return SMTP(
            sink,
            hostname="sink.example",
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=authenticate,
            auth_required=mode in ("tls", "starttls", "auth"),
            auth_require_tls=mode == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", 0, ssl=context if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started us is gone when our input ends.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
