"""What somebody on the line can do to STARTTLS: answer in clear, ahead, all that is asked under TLS."""

import socket
import ssl
import sys

certificate, key = sys.argv[1:3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
connection.sendall(b"220 liar.example\r\n")
connection.recv(1024)
connection.sendall(b"250-liar.example\r\n250 STARTTLS\r\n")
connection.recv(1024)
connection.sendall(b"220 go on\r\n250 liar.example\r\n250 sender\r\n250 recipient\r\n354 now\r\n250 taken\r\n")
try:
    hidden = context.wrap_socket(connection, server_side=True)
    while hidden.recv(1024):
        pass
except OSError:
    connection.close()
