"""Waits in IDLE, has a mail delivered over SMTP, prints how many seconds passed from the 250 to the untagged EXISTS."""
import smtplib, socket, sys, time
imap_port, smtp_port, user, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
s = socket.create_connection(("127.0.0.1", imap_port), 10)
f = s.makefile("rb")
f.readline()
def command(tag, text):
    s.sendall(f"{tag} {text}\r\n".encode())
    lines = []
    while True:
        line = f.readline().decode()
        lines.append(line)
        if line.startswith(tag + " ") or (text == "IDLE" and line.startswith("+")):
            return lines
        if not line:
            sys.exit("closed: " + repr(lines))
login = command("a", f'LOGIN "{user}" "{password}"')
assert login[-1].startswith("a OK"), login
select = command("b", "SELECT INBOX")
assert select[-1].startswith("b OK"), select
assert command("c", "IDLE")[-1].startswith("+")
worst = 0.0
for i in range(3):
    with smtplib.SMTP("127.0.0.1", smtp_port, "client.example") as smtp:
        smtp.sendmail("a@example.test", [user], f"Subject: idle {i}\r\n\r\nx\r\n")
        begin = time.monotonic()
    while True:
        line = f.readline().decode()
        if not line:
            sys.exit("closed in IDLE")
        if line.strip().endswith("EXISTS"):
            break
    worst = max(worst, time.monotonic() - begin)
s.sendall(b"DONE\r\n")
print(worst)
