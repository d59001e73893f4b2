"""Where fuzzing begins: small inputs of each kind that are right, so that a change of a few bytes gets far."""

import gzip
import io
import json
import zipfile

import cleaner
from cleaner.batch.summary import log_lines

__all__ = [
    "PROSE",
    "configs",
    "csv",
    "jsonl",
    "logs",
    "logs_of_many",
    "packed",
    "pages",
    "parquet",
    "rules",
    "templates",
    "texts",
    "warc",
    "zipped",
    "zstd",
]

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.\n"
DUMP = (
    f"Skip to content\nHarbour Today\n{PROSE}donâ€™t look &amp; see\u200b\n1234\nDer Hafen war in der Nacht gesperrt.\n"
)
LATIN = "Les pêcheurs étaient déjà là, et la marée n'attendait plus qu'eux pour partir.\n".encode("cp1252")


def texts() -> list[bytes]:
    """Dumps, the first byte to choose how they are cleaned."""
    mixed = "a\r\nb\rc\u2028d\x85\n\n\n\ufeff\u202eabc\n港の古い桟橋は一晩で流され、\nأعلنت بلدية الميناء\n# Head\n\n```\ncode\n```\n"
    halves = b"\xed\xa0\x80 \xff\xfe a\n"
    bodies = [DUMP.encode(), LATIN, mixed.encode(), mixed.encode("utf-16"), halves, "\ufeff".encode() + DUMP.encode()]
    return [bytes([number * 5 % 32]) + body for number, body in enumerate(bodies)]


def pages() -> list[bytes]:
    """HTML, the first byte to choose how it is cleaned."""
    table = "<table><tr><td colspan=2>a<td rowspan=3>b</table>"
    page = (
        f'<!doctype html><html lang=en><head><meta charset="utf-8"><title>Tide</title></head><body><nav><ul><li><a '
        f"href=/>Home</a></ul></nav><main><h1>Tide</h1><p>{PROSE}</p><pre>a\n  b</pre>{table}<ol start=3><li>x"
        f"<ul><li>y</ul></ol><blockquote><p>q<sup>2</sup></blockquote><img src=a alt=b></main><footer>© 2020</footer>"
    )
    noise = "<p style='display:none'>x</p><svg><text>t</svg><math><mi>x</math><template>t</template><![CDATA[x]]>"
    more = [page, noise + page, f"<p>{PROSE}" * 3, '<meta charset="shift_jis"><p>\x83e\x83X\x83g', f"<?xml?>{table}"]
    return [bytes([number]) + text.encode("utf-8", "replace") for number, text in enumerate(more)]


def logs() -> list[bytes]:
    """A clean text, NUL, its log."""
    made = []
    for source in (DUMP, DUMP.encode(), LATIN * 2, "\ud83d\ude00 a\x00\n"):
        result = cleaner.clean(source, mode="careful", kind="text")
        made.append(result.text.encode() + b"\0" + log_lines(result, "x"))
    return made


def logs_of_many() -> list[bytes]:
    """Clean records, NUL, their log."""
    results = [cleaner.clean(text, mode="careful", kind="text") for text in (DUMP, PROSE)]
    records = [{"id": str(number), "text": result.text} for number, result in enumerate(results)]
    log = b"".join(log_lines(result, str(number)) for number, result in enumerate(results))
    return [b"".join(json.dumps(record).encode() + b"\n" for record in records) + b"\0" + log]


def rules() -> list[bytes]:
    """Rule files."""
    whole = (
        'ignore = ["legal/policy-link"]\n[words]\nword = ["tide", "quay"]\n[mine]\ncategory = "legal"\nreason = "x"\n'
        "match = ['the {word}\\.?', '''{n}\\d{1,4}''']\nwhere = \"edge\"\nstrength = \"weak\"\nprose = true\n"
        'removes = ["The tide."]\nkeeps = ["The pier."]\n[mine.words]\nn = ["1"]\n'
    )
    keeping = '[stays]\nkeep = true\nreason = "x"\nmatch = "skip to .*"\nremoves = ["Skip to x"]\nkeeps = ["Skip"]\n'
    return [whole.encode(), whole.replace("[mine.words]\nn", "[mine.words]\nword").encode(), keeping.encode()]


def templates() -> list[bytes]:
    """Template files."""
    line = 'match = "the tide."\nwhere = "{}"\npages = {}\ncloses = 2\nprose = true\nwhy = "x"\n'
    lines = "".join(f"[[a.line]]\n{line.format(where, 4)}" for where in ("head", "edge", "row", "anywhere"))
    return [f'[a]\npages = 5\n{lines}["b.example"]\npages = 1\n'.encode(), b"[x]\npages = 3\n"]


def jsonl() -> list[bytes]:
    """JSON Lines."""
    odd = '{ "a":1e400, "id": 1.50 , "text": "\\ud83d\\ude00 The tide.\\r\\n", "a" : NaN, "n": [[{}]] }'
    return [
        json.dumps({"id": "p", "url": "https://a.example/x", "text": DUMP}).encode() + b"\n\n" + odd.encode() + b"\r\n",
        b'\xef\xbb\xbf{"text": "a"}\n{"text": null}\n[1]\n{"text": "\xff"}\n',
    ]


def packed() -> list[bytes]:
    """JSON Lines packed with gzip, of one member and of two."""
    whole = [gzip.compress(data, mtime=0) for data in jsonl()]
    return [*whole, b"".join(whole)]


def zstd() -> list[bytes]:
    """JSON Lines packed with zstd, of one frame and of two."""
    import zstandard

    whole = [zstandard.ZstdCompressor().compress(data) for data in jsonl()]
    return [*whole, b"".join(whole)]


def csv() -> list[bytes]:
    """Tables of cells."""
    quoted = DUMP.replace('"', '""')
    return [f'id,text,n\r\n1,"{quoted}",x\r\n2,,\r\n'.encode(), b'\xef\xbb\xbftext\n"a\nb"\ncaf\xe9\n']


def warc() -> list[bytes]:
    """Archives."""
    made = b""
    bodies = (
        ("text/plain", "", DUMP.encode()),
        ("text/plain", "Transfer-Encoding: chunked\r\n", b"5\r\nThe t\r\n4\r\nide.\r\n0\r\n\r\n"),
        ("text/html", "Content-Encoding: gzip\r\n", gzip.compress(b"<p>The tide.</p>", mtime=0)),
    )
    for kind, headers, body in bodies:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body
        made += record("response", "application/http; msgtype=response", http)
    made += record("conversion", "text/plain", PROSE.encode()) + record("resource", "text/plain", LATIN)
    return [made, record("conversion", "text/plain", PROSE.encode())]


def record(kind: str, content: str, body: bytes) -> bytes:
    """One record of an archive."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: {content}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def zipped() -> list[bytes]:
    """Zips of pages, as they are and packed."""
    made = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            for name, data in (("a.txt", DUMP.encode()), ("b/c.html", b"<p>The tide.</p>"), ("../d.txt", LATIN)):
                archive.writestr(zipfile.ZipInfo(name), data, method)
        made.append(stream.getvalue())
    return made


def configs() -> list[bytes]:
    """Files of options."""
    whole = 'mode = "careful"\nkeep = ["title", "text"]\nignore = ["social"]\nmax-seconds = 2.5\nlinks = false\n'
    return [whole.encode(), b'[tool.cleaner]\nmode = "strict"\n', b"lang = 1979-05-27\n[keep]\nx = 1e400\n"]


def parquet() -> list[bytes]:
    """Parquet tables."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": ["a", "b", "c"], "text": [DUMP, None, PROSE], "n": [[1], None, [2, 3]]})
    made = []
    for options in ({"compression": "none"}, {"compression": "zstd", "row_group_size": 1}):
        stream = io.BytesIO()
        pq.write_table(table, stream, **options)
        made.append(stream.getvalue())
    return made
