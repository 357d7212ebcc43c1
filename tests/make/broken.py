"""The broken parts that malformed requests are made of: in a body `%b`, elsewhere `$` is what was typed."""

Headers = tuple[tuple[bytes, bytes], ...]

CANARY = "kQ7-what-i-typed-Zx9"
ID = "00000000-0000-4000-8000-000000000000"
JSON: Headers = ((b"content-type", b"application/json"),)

# Not JSON, or not as we take it, whatever it is sent to.
BODIES = {
    "no body": b"",
    "a space": b" ",
    "a NUL": b"\0",
    "a text": b'"%b"',
    "a list": b'["%b"]',
    "null": b"null",
    "a number": b"-0",
    "NaN at the top": b"NaN",
    "a form": b"about=%b",
    "XML": b"<about>%b</about>",
    "an object cut short": b'{"about":"%b',
    "an object closed twice": b'{"about":"%b"}}',
    "a comma too many": b'{"about":"%b",}',
    "a comment": b'{"about":"%b"}/* */',
    "single quotes": b"{'about':'%b'}",
    "UTF-16": '{"about":"x"}'.encode("utf-16"),
    "UTF-32": '{"about":"x"}'.encode("utf-32"),
    "a byte order mark": b'\xef\xbb\xbf{"about":"%b"}',
    "Latin-1": b'{"about":"%b caf\xe9"}',
    "a surrogate in bytes": b'{"about":"%b\xed\xa0\x80"}',
    "an overlong slash": b'{"about":"%b\xc0\xaf"}',
    "bytes beyond Unicode": b'{"about":"%b\xf5\x80\x80\x80"}',
    "a raw line break": b'{"about":"%b\n"}',
    "a raw NUL": b'{"about":"%b\0"}',
    "an escaped NUL": b'{"about":"%b\\u0000"}',
    "a NUL in a name": b'{"%b\\u0000":1}',
    "a lone high surrogate": b'{"about":"%b\\ud83d"}',
    "a lone low surrogate": b'{"about":"%b\\ude00"}',
    "an escape character": b'{"about":"%b\\u001b[2J"}',
    "a bad escape": b'{"about":"%b\\x00"}',
    "NaN": b'{"about":"%b","urgent":NaN}',
    "Infinity": b'{"about":"%b","urgent":-Infinity}',
    "a number beyond all": b'{"about":"%b","urgent":1e999}',
    "an integer of 65 bits": b'{"about":"%b","urgent":9223372036854775808}',
    "an integer of 5000 digits": b'{"about":"%b","urgent":' + b"9" * 5000 + b"}",
    "a field twice": b'{"about":"%b","about":"%b"}',
    "a field twice, once escaped": b'{"about":"%b","\\u0061bout":"%b"}',
    "lists 2,000 deep": b'{"about":' + b"[" * 2000 + b"]" * 2000 + b"}",
    "objects 60,000 deep": b'{"a":' * 12_000,
    "a body of 70,000 bytes": b'{"about":"%b' + b"x" * 70_000 + b'"}',
    "a name of 60,000 characters": b'{"%b' + b"x" * 60_000 + b'":1}',
    "5,000 fields": b"{" + b",".join(b'"f%d":1' % n for n in range(5000)) + b"}",
    "an unknown field": b'{"about":"x","%b":"%b"}',
    "fields that are not hers to set": b'{"about":"%b","council_id":"x","state":"answered","due_at":1}',
    "a field of Python": b'{"about":"%b","__class__":{"__init__":"%b"}}',
    "an empty name": b'{"":"%b"}',
}

# JSON, but not what any field holds.
VALUES: dict[str, object] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a fraction": 0.1,
    "a huge integer": 2**63 - 1,
    "a list": [CANARY],
    "a list of lists": [[[[CANARY]]]],
    "an object": {CANARY: CANARY},
    "an empty text": "",
    "only spaces": " \n\t ",
    "5,000 characters": CANARY + "x" * 5000,
    "an unknown word": CANARY,
    "a text of marks": f"{CANARY}\u202e\u2066\u200b\ufeff\U000e0041",
    "a text of combining marks": CANARY + "e" + "\u0301" * 3000,
    "characters without meaning": f"{CANARY}\uffff\U0010ffff",
    "SQL": f"{CANARY}'; drop table requests; --",
    "a template": "{{7*7}}${7*7}%s%n" + CANARY,
    "a day long ago": "0001-01-01",
    "a day that is none": f"2026-02-30{CANARY}",
    "a time long ago, far east": "0001-01-01T00:00:00+14:00",
    "a time far ahead": "9999-12-31T23:59:59.999999-12:00",
    "a time without a zone": "2026-11-20T09:00:00",
    "an id too long": f"{ID}{CANARY}",
    "an id in braces": f"{{{ID}}}",
    "an id that is zero": "0" * 32,
}

QUERIES = b"""
limit= limit=0 limit=-1 limit=101 limit=1.5 limit=1e3 limit=ten limit=0x10 limit=NaN limit=1_0 limit=+5
limit=%20%35 limit=99999999999999999999 limit=9223372036854775807 limit=\xd9\xa5 limit=%d9%a5 limit=%00
limit=1%00 limit=1&limit=2 limit[]=1 limit=1&l%69mit=2 limit=%ff limit=% limit=%2 limit=%zz limit=null
limit=true limit=%0d%0aset-cookie:a=b state= state=$ state=waiting&state=taken state=waiting,taken
state=WAITING state=%00 state=%27%20or%201=1-- state[]=waiting changed_since= changed_since=$
changed_since=0 changed_since=1e308 changed_since=0001-01-01T00:00:00%2B14:00
changed_since=9999-12-31T23:59:59-12:00 changed_since=2026-11-20 changed_since=2026-11-20T09:00:00
changed_since=2026-11-20T09:00:00+00:00 changed_since=-infinity changed_since=now
changed_since=2026-13-40T25:61:61Z cursor= cursor=$ cursor=%00 cursor=AAAA cursor==== cursor=..%2f..
cursor=W1tbW1tbW1tb cursor=eyJhIjoxfQ cursor=e30 cursor=bnVsbA cursor=%f0%9f%98%80 cursor=MjAyNi0xMS0yMA
cursor=//// unknown=$ $=1 =1 & &&& = ? # %24 ;a=b
""".split()

# Places in a list that no page has ended at.
CURSORS: tuple[object, ...] = (
    ["2026-11-20T09:00:00+00:00", f"{CANARY}"],
    ["0001-01-01T00:00:00+14:00", ID],
    ["9999-12-31T23:59:59-12:00", ID],
    ["2026-11-20T09:00:00", ID],
    ["NaN", ID],
    [1, 2],
    [None, None],
    ["\0", ID],
    ["\ud83d", ID],
    [f"{CANARY}\0", ID],
    ["0", "0001-01-01T00:00:00+14:00", ID],
    ["9" * 200, "2026-11-20T09:00:00+00:00", ID],
    ["-1", "9999-12-31T23:59:59-12:00", ID],
    ["2026-11-20T09:00:00+00:00", ID, "\ud83d", "\0"],
    ["2026-11-20T09:00:00+00:00", ID, CANARY, CANARY],
    [[[[[]]]]],
    {CANARY: ID, "b": "\0"},
)

PATHS = b"""
/v1/requests/$/attempts /v1/requests//attempts /v1/requests/0/attempts /v1/requests/-1/attempts
/v1/requests/null/attempts /v1/requests/%00/attempts /v1/requests/%ff/attempts /v1/requests/../attempts
/v1/requests/%2e%2e/attempts /v1/requests/..%2fme/attempts /v1/requests/%5c/attempts
/v1/requests/00000000000040008000000000000000/attempts
/v1/requests/%7B00000000-0000-4000-8000-000000000000%7D/attempts
/v1/requests/urn:uuid:00000000-0000-4000-8000-000000000000/attempts
/v1/requests/00000000-0000-4000-8000-000000000000/attempts/ /v1/requests/\xff/attempts
/v1/requests/%F0%9F%98%80/attempts //v1/me/contact-requests /v1//me/contact-requests
/V1/me/contact-requests /v1/me/contact-requests%20 /v1/me%2fcontact-requests
/v1/me/contact-requests/%0d%0a /v1/./me/contact-requests /v1/me/contact-requests.json
/v1/me/contact-requests;a=b
""".split()

HEADERS: dict[str, Headers] = {
    "no media type": (),
    "plain text": ((b"content-type", b"text/plain"),),
    "the media type of a form": ((b"content-type", b"application/x-www-form-urlencoded"),),
    "several parts": ((b"content-type", b"multipart/form-data"),),
    "the charset UTF-16": ((b"content-type", b"application/json; charset=utf-16"),),
    "an unknown charset": ((b"content-type", b"application/json; charset=$"),),
    "a broken media type": ((b"content-type", b";;/="),),
    "two media types": (*JSON, (b"content-type", b"text/plain")),
    "a compressed body": (*JSON, (b"content-encoding", b"gzip")),
    "a length of minus one": (*JSON, (b"content-length", b"-1")),
    "a length of 5,000 digits": (*JSON, (b"content-length", b"9" * 5000)),
    "a length and chunks": (*JSON, (b"content-length", b"1"), (b"transfer-encoding", b"chunked")),
    "an empty key": (*JSON, (b"idempotency-key", b"")),
    "a key too long": (*JSON, (b"idempotency-key", b"k" * 256)),
    "a key with a NUL": (*JSON, (b"idempotency-key", b"k\0")),
    "a key of UTF-8": (*JSON, (b"idempotency-key", b"cl\xc3\xa9")),
    "two keys": (*JSON, (b"idempotency-key", b"a"), (b"idempotency-key", b"b")),
    "a condition that is none": (*JSON, (b"if-match", b'W/"$'), (b"if-none-match", b",,,")),
    "a range": (*JSON, (b"range", b"bytes=" + b"0-1," * 500)),
    "languages without end": (*JSON, (b"accept-language", b"en;q=$," * 500)),
    "a trace that is none": (*JSON, (b"traceparent", b"00-$-zz-01"), (b"x-request-id", b"$\r\nx: y")),
    "an unknown expectation": (*JSON, (b"expect", b"a-poem")),
    "a foreign host": (*JSON, (b"host", b"evil.example:99999")),
    "a forwarded address": (*JSON, (b"x-forwarded-for", b"$, ::1, 999.1.1.1"), (b"forwarded", b"for=$")),
    "another method by header": (*JSON, (b"x-http-method-override", b"DELETE")),
    "too many headers": (*JSON, *((b"x-%d" % n, b"$") for n in range(200))),
    "20,000 bytes of cookies": (*JSON, (b"cookie", b"a=$;" * 5000)),
}

METHODS = ("BREW", "get", "TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT", "HEAD", "OPTIONS", "\u00e9")
