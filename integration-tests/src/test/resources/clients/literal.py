"""Before login, neither IMAP nor POP3 may take literals, lines or commands without bound (CVE-2024-37358)."""
import imaplib, socket, sys, time
imap_port, pop3_port = int(sys.argv[1]), int(sys.argv[2])


def session(port):
    s = socket.create_connection(("127.0.0.1", port), 10)
    s.settimeout(20)
    f = s.makefile("rb")
    f.readline()
    return s, f


for literal in (b"a LOGIN {900000000}\r\n", b"a LOGIN {900000000+}\r\n", b"a LOGIN {0000008193}\r\n", b"a APPEND INBOX {99999999999999999999}\r\n"):
    s, f = session(imap_port)
    s.sendall(literal)
    answer = f.readline()
    if answer.startswith(b"+") or not answer:
        sys.exit("a large literal was invited before login: %r: %r" % (literal, answer))
    s.close()

s, f = session(imap_port)
s.sendall(b"a LOGIN {18}\r\n")
assert f.readline().startswith(b"+")
s.sendall(b'user1@example.test "secret-1"\r\n')
answer = f.readline()
while answer.startswith(b"* "):
    answer = f.readline()
assert answer.startswith(b"a OK"), answer
s.sendall(b"b APPEND INBOX {20000}\r\n")
assert f.readline().startswith(b"+")
s.sendall(b"Subject: large\r\n\r\n" + b"x" * 19982 + b"\r\n")
answer = f.readline()
while answer.startswith(b"* "):
    answer = f.readline()
assert answer.startswith(b"b OK"), answer
s.sendall(b"c SELECT INBOX\r\n")
while not answer.startswith(b"c "):
    answer = f.readline()
s.sendall(b"d FETCH * (INTERNALDATE)\r\n")
date = None
seen = []
while not answer.startswith(b"d "):
    answer = f.readline()
    seen.append(answer)
    date = imaplib.Internaldate2tuple(answer) or date
assert date, seen
assert abs(time.mktime(date) - time.time()) < 300, "APPEND without a date means now: %r" % (date,)
s.close()


def flood(port, piece, what):
    s, f = session(port)
    sent = 0
    try:
        while sent < 64 << 20:
            s.sendall(piece)
            sent += len(piece)
    except OSError:
        return
    sys.exit("%s: %d bytes were taken before login" % (what, sent))


flood(imap_port, b"x" * 16384, "an IMAP line")
flood(imap_port, b"a LOGIN {4000+}\r\n" + b"x" * 4000, "IMAP literals")
s, f = session(pop3_port)
s.sendall(b"x" * 200000 + b"\r\n")
answer = f.readline()
assert answer.startswith(b"-ERR"), answer
s.close()
s, f = session(pop3_port)
s.sendall(b"x" * 20000)  # no end
answers = f.readlines()  # until the server hangs up
assert answers == [b"-ERR line too long\r\n"], answers
print("bounded")
