"""Who may speak to the studio: nobody but the page that was opened by the address that it printed."""

from __future__ import annotations

import http.server
import json
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import httpx
import pytest

from brochure.build import Desk, InProcess, Places, Store
from brochure.errors import MachineError
from brochure.serve import listening
from brochure.studio import StudioServer, ask_ticket, find_running, guard, streams
from brochure.studio.state import Studio
from tests.builders.in_thread import wait_for
from tests.builders.publication import make_plain_publication
from tests.builders.studio_server import Browser, Stream, running

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a publication")
    make_plain_publication(folder)
    (folder / "output" / "2019-20").mkdir(parents=True)
    (folder / "secret.pdf").write_bytes(b"not for everybody")
    return folder


@pytest.fixture(scope="module")
def server(publication: Path) -> Iterator[StudioServer]:
    with running(publication) as one:
        yield one


@pytest.fixture
def browser(server: StudioServer) -> Iterator[Browser]:
    with Browser(server) as one:
        yield one


CLOSED = (
    *(
        "/api/season",
        "/api/form/program",
        "/api/item/program/primary-care",
        "/api/problems",
        "/api/search?q=a",
    ),
    *("/api/events", "/api/pages/primary-care/flyer", "/api/output", "/api/contrast", "/picture/a.jpg"),
    *("/content/a.png", "/output/a.pdf"),
)
CHANGES = (
    *(
        "edit",
        "undo",
        "redo",
        "new",
        "rename",
        "remove",
        "roster/preview",
        "roster/apply",
        "build",
        "contrast",
    ),
)


def test_nothing_is_told_without_the_cookie_that_the_token_is_traded_for(server: StudioServer) -> None:
    home = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=home, headers={"origin": home}) as stranger:
        assert {path: stranger.get(path).status_code for path in CLOSED} == dict.fromkeys(CLOSED, 401)
        answers = {path: stranger.post(f"/api/{path}", json={}).status_code for path in CHANGES}
        assert answers == dict.fromkeys(CHANGES, 401)
        for path in (guard.UPLOAD, guard.TABLE, guard.ELSEWHERE):
            sent = {"content-type": "application/octet-stream"}
            assert stranger.post(f"{path}?name=a", content=b"", headers=sent).status_code == 401
        for wrong in ("", "guess", server.keys.cookie, None, ["a"], "é"):
            assert stranger.post("/api/login", json={"token": wrong}).status_code == 401
        assert not stranger.cookies
        stranger.cookies.set(f"studio-{server.port}", server.keys.token)
        assert stranger.get("/api/season").status_code == 401
    with Browser(server) as one:
        login = one.login
    assert login.status_code == 200
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(login.headers["set-cookie"].split("; "))
    assert server.keys.token not in login.headers["set-cookie"] + login.text


def test_what_a_browser_is_started_with_opens_the_studio_once(server: StudioServer) -> None:
    ticket = server.keys.ticket()
    with Browser(server, ticket) as first, Browser(server, ticket) as second:
        assert (first.login.status_code, second.login.status_code) == (200, 401)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "brochure.example"}, 421),
        ({"host": "127.0.0.1"}, 421),
        ({"origin": "null"}, 403),
        ({"origin": "http://brochure.example"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"origin": "http://127.0.0.1.example:18420"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "multipart/form-data; boundary=a"}, 415),
    ],
)
def test_a_request_of_another_page_is_refused(
    browser: Browser, headers: dict[str, str], status: int
) -> None:
    body = b'{"changes": []}'
    sent = {"content-type": "application/json", **headers}
    assert browser.post("/api/edit", content=body, headers=sent).status_code == status
    if status != 415:
        assert browser.get("/api/season", headers=headers).status_code == status


def test_a_change_says_which_page_it_comes_from(browser: Browser) -> None:
    cookies = dict(browser.cookies)
    answer = httpx.post(f"{browser.home}/api/undo", json={}, cookies=cookies)
    assert answer.status_code == 403
    assert browser.request("PUT", "/api/undo", json={}).status_code == 405
    assert (
        browser.post("/api/edit", content=b"{no", headers={"content-type": "application/json"}).status_code
        == 400
    )
    assert (
        browser.post(
            "/api/edit", content=b"[" * 100_000, headers={"content-type": "application/json"}
        ).status_code
        == 400
    )


def test_every_answer_keeps_the_page_from_being_framed_sniffed_or_fed_with_code(browser: Browser) -> None:
    for path in ("/", "/api/season", "/static/index.html", "/api/nothing", "/static/nothing.js"):
        headers = browser.get(path).headers
        policy = dict(part.partition(" ")[::2] for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'", path
        assert policy["frame-ancestors"] == "'none'" and "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
    assert browser.get("/api/season").headers["cache-control"] == "no-store"
    assert browser.get("/").headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/content/../secret.pdf",
            "/content/%2e%2e/secret.pdf",
            "/content/..%2fsecret.pdf",
            "/content//etc/passwd",
        ),
        *("/content/facts.yaml", "/content/out.png", "/content/.schema/a.png"),
        *("/output/../secret.pdf", "/output/%2e%2e%2fsecret.pdf", "/output/2019-20/out.pdf"),
        *("/static/../api.py", "/static/%2e%2e/api.py", "/static/..%5capi.py"),
    ],
)
def test_no_file_outside_of_the_publication_is_given(publication: Path, browser: Browser, path: str) -> None:
    for link, target in (("content/out.png", "secret.pdf"), ("output/2019-20/out.pdf", "secret.pdf")):
        if not (publication / link).is_symlink():
            (publication / link).symlink_to(publication / target if "content" in link else "/etc/hostname")
    raw = httpx.URL(f"{browser.home}/").copy_with(raw_path=path.encode())
    answer = browser.get(raw)
    assert answer.status_code == 404 and b"not for everybody" not in answer.content, answer.text


@pytest.mark.parametrize(
    "file",
    [
        *(
            "../secret.yaml",
            "/etc/passwd",
            "content/../../a.yaml",
            "layouts/flyer/flyer.html.j2",
            "content/.schema/a.yaml",
        ),
        *("secret.yaml", "content\\a.yaml", "content/a\0.yaml", "", "content/away/facts.yaml"),
    ],
)
def test_no_file_outside_of_content_is_changed(publication: Path, browser: Browser, file: str) -> None:
    away = publication / "content" / "away"
    if not away.is_symlink():
        (publication.parent / "elsewhere").mkdir(exist_ok=True)
        (publication.parent / "elsewhere" / "facts.yaml").write_text("a: 1\n")
        away.symlink_to(publication.parent / "elsewhere")
    answer = browser.edit({"action": "set", "file": file, "path": ["a"], "value": "b"})
    assert answer.status_code == 422 and answer.json()["problems"], answer.text
    assert (publication.parent / "elsewhere" / "facts.yaml").read_text() == "a: 1\n"


def test_a_body_may_neither_be_too_large_nor_never_end(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered(length: int, body: bytes, path: str = "/api/edit") -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        said = {
            "host": browser.home[7:],
            "origin": browser.home,
            "cookie": cookies,
            "content-length": length,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        with socket.create_connection(("127.0.0.1", browser.port), timeout=10) as one:
            kind = "application/json" if path == "/api/edit" else "application/octet-stream"
            head = f"POST {path} HTTP/1.1\r\ncontent-type: {kind}\r\n{lines}\r\n"
            one.sendall(head.encode() + body)
            return one.recv(12)

    assert answered(guard.LARGEST_JSON + 1, b"{") == b"HTTP/1.1 413"
    assert answered(guard.LARGEST_FILE + 1, b"PK", guard.ELSEWHERE) == b"HTTP/1.1 413"
    monkeypatch.setattr(guard, "PATIENCE", 0.2)
    assert answered(10, b"{") == b"HTTP/1.1 408"
    monkeypatch.setattr(guard, "LARGEST_JSON", 1000)
    endless = (b"x" * 100 for _ in range(20))
    assert (
        browser.post("/api/edit", content=endless, headers={"content-type": "application/json"}).status_code
        == 413
    )


def zipped(entries: dict[str, bytes], mode: int = 0) -> bytes:
    """A zip of files by their names, which are taken as they are."""
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, said in entries.items():
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, mode << 16
            archive.writestr(entry, said)
    return data.getvalue()


def files_around(publication: Path) -> dict[Path, int]:
    """Files of the publication and beside it, and those that a season might leave elsewhere."""
    temporary = Path(tempfile.gettempdir())
    strays = [*temporary.glob("*stray*"), *temporary.glob("brochure-*/*/*stray*")]
    files = [one for one in publication.parent.rglob("*") if one.is_file() and ".cache" not in one.parts]
    return {one: one.stat().st_mtime_ns for one in (*strays, *files)}


NAMES = ("season.zip", "../../../stray.zip", "C:\\stray.zip", "/tmp/stray.zip", "..", "", "\0", "é" * 300)


@pytest.mark.parametrize(
    ("data", "names", "said"),
    [
        (b"%PDF-1.7", NAMES, "cannot be read"),
        (b"", ("season.zip",), "cannot be read"),
        (zipped({"content/a.yaml": b"", "../stray.yaml": b"x"}), NAMES[:2], "leads elsewhere"),
        (zipped({"../content/a.yaml": b"", "/tmp/stray.yaml": b"x"}), NAMES[:1], "leads elsewhere"),
        (zipped({"A/content/a.yaml": b"", "A/../../stray.yaml": b"x"}), NAMES[:1], "leads elsewhere"),
        (zipped({"content/stray.yaml": b"/etc/passwd"}, stat.S_IFLNK | 0o777), NAMES[:1], "leads elsewhere"),
        (zipped({"content/a.yaml": b"0" * 9_000_000}), NAMES[:1], "more than 20 times as large"),
        (zipped({"word/document.xml": b"x"}), NAMES[:1], "holds no folder content/"),
        (zipped({"content/season.yaml": b"label: [\n"}), NAMES[:1], "(content/season.yaml, line 1)"),
    ],
)
def test_a_season_from_elsewhere_is_trusted_in_nothing(
    publication: Path, browser: Browser, data: bytes, names: Sequence[str], said: str
) -> None:
    """Neither what it holds nor its name leads out of the folder in which it is looked at, which is gone."""
    before, sent = files_around(publication), {"content-type": "application/octet-stream"}
    for name in names:
        asked = {"name": name, "new": ""}
        answer = browser.post(guard.ELSEWHERE, params=asked, content=data, headers=sent)
        assert answer.status_code == 422 and said in answer.text, answer.text
        assert tempfile.gettempdir() not in answer.text
    assert files_around(publication) == before
    elsewhere = {"name": "season.zip", "new": "../../secret.pdf"}
    answer = browser.post(guard.ELSEWHERE, params=elsewhere, content=data, headers=sent)
    assert answer.status_code == 422 and "is not kept here" in answer.text


def test_a_connection_that_says_nothing_is_ended(
    server: StudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HASTE", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert silent.recv(100) == b""


def test_it_listens_on_this_machine_alone(server: StudioServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_many_tabs_hear_the_same_and_the_page_still_answers(
    publication: Path, server: StudioServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [Stream(browser) for _ in range(7)]
    wait_for(lambda: all(tab.events for tab in tabs))  # each begins with what is to be fetched
    assert browser.edit(browser.change("program", "primary-care", ["promise"], "Nearer")).status_code == 200
    for tab in tabs:
        assert (
            "content/programs/primary-care.yaml"
            in tab.heard("season", files=["content/programs/primary-care.yaml"])["files"]
        )
    monkeypatch.setattr(streams, "MOST", 7)
    assert browser.get("/api/events").status_code == 503
    assert browser.get("/api/season").status_code == 200


def test_who_slept_fetches_everything_again_and_who_missed_nothing_does_not(
    server: StudioServer, browser: Browser
) -> None:
    def followed(stream_from: Callable[[str], Stream]) -> Stream:
        """One that has missed nothing: the studio may tell of something between two questions."""

        def follow() -> Stream | None:
            last = str(browser.said("/api/season")["last"])
            stream = stream_from(last)
            return stream if str(server.streams.number) == last else None

        found: Stream = wait_for(follow)
        return found

    late = Stream(browser, last="1")
    assert late.heard("season", all=True)
    awake = followed(lambda last: Stream(browser, last=last))
    begins = followed(lambda last: Stream(browser, asked=f"?last={last}"))
    assert browser.edit(browser.change("program", "primary-care", ["promise"], "Nearest")).status_code == 200
    for stream in (awake, begins):
        assert stream.heard("season").get("all") is None


def test_a_second_start_finds_the_first_and_trusts_no_other(
    publication: Path, server: StudioServer, tmp_path: Path
) -> None:
    note = server.note
    assert note.stat().st_mode & 0o077 == 0
    assert find_running(note.parent, publication) == (server.port, server.keys.token)
    ticket = ask_ticket(server.port, server.keys.token)
    with Browser(server, ticket) as first, Browser(server, ticket) as second:
        assert (first.login.status_code, second.login.status_code) == (200, 401)
    assert ask_ticket(server.port, "guess") == "guess"
    assert find_running(note.parent, tmp_path) is None

    class Impostor(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"proof": "x" * 64}).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    asked: list[str] = []
    with http.server.HTTPServer(("127.0.0.1", 0), Impostor) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        false = tmp_path / note.name
        false.write_text(json.dumps({"port": other.server_port, "token": server.keys.token}))
        assert find_running(tmp_path, publication) is None
    assert asked and server.keys.token not in asked[0]


def test_a_port_that_is_taken_makes_it_take_the_next(server: StudioServer, tmp_path: Path) -> None:
    make_plain_publication(tmp_path)
    with running(tmp_path, server.port) as other, Browser(server) as mine, Browser(other) as theirs:
        assert server.port < other.port < server.port + 20  # other tests take ports as well
        theirs.cookies.update(mine.cookies)
        assert theirs.get("/api/season").status_code == mine.get("/api/season").status_code == 200
        del theirs.cookies[f"studio-{other.port}"]
        assert theirs.get("/api/season").status_code == 401


def test_what_keeps_content_from_being_read_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise MachineError.of("content", "cannot be read", "")

    make_plain_publication(tmp_path)
    monkeypatch.setattr(Studio, "refresh", refused)
    desk = Desk(Store(tmp_path / ".cache"), InProcess())
    places = Places(tmp_path, tmp_path / "output")
    with pytest.raises(MachineError, match="cannot be read"):
        StudioServer(places, desk, lambda: nullcontext(desk), tmp_path / ".cache", 18640).run()


def test_where_its_libraries_are_missing_the_command_says_how_to_get_them(tmp_path: Path) -> None:
    make_plain_publication(tmp_path)
    code = (
        "import sys; sys.modules['starlette'] = None;"
        "sys.argv = ['make_brochure.py', '--publication', sys.argv[1], 'studio'];"
        "from brochure.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3, ended.stderr
    assert "starlette is missing" in ended.stderr and "brochure[studio]" in ended.stderr
