"""A season is served: its site, and packets of one's own, each made once; nothing else, and to everybody."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from starlette.types import Receive, Scope, Send
from uvicorn import Config

from brochure.build import Desk, InProcess, Places
from brochure.build.desk import CutOffError, DiedError
from brochure.errors import MachineError
from brochure.model import Result
from brochure.review import appearance_of
from brochure.serve import SeasonServer, listening, serving
from brochure.serve.orders import Orders
from tests.builders.in_thread import wait_for
from tests.builders.season_server import NAMES, SEASON, copied, publish
from tests.builders.season_server import serving as served

OWN = "/packet.pdf"


def query(*programs: str) -> str:
    """The address of a packet."""
    return f"{OWN}?{'&'.join(f'program={one}' for one in programs)}"


@pytest.fixture(scope="module")
def places(season: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    found = copied(season, tmp_path_factory.mktemp("season"))
    (found.output / SEASON / "screen").mkdir()
    (found.output / SEASON / "screen" / "alpha-DRAFT.pdf").write_bytes(b"not for everybody")
    return found


class Counting(InProcess):
    """Does tasks in this process, and knows which."""

    def __init__(self) -> None:
        self.done = list[str]()
        self.fault: BaseException | None = None
        self.gate = threading.Event()
        self.gate.set()

    def run(self, task: Any) -> Result:
        """Does one, or fails as it is told."""
        assert self.gate.wait(20)
        self.done.append(type(task).__name__)
        if self.fault:
            raise self.fault
        return super().run(task)


@pytest.fixture(scope="module")
def workers() -> Counting:
    return Counting()


@pytest.fixture(scope="module")
def server(
    places: Places, workers: Counting, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SeasonServer]:
    with served(places, tmp_path_factory.mktemp("cache"), workers, ("127.0.0.1",)) as one:
        yield one


@pytest.fixture
def client(server: SeasonServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as one:
        yield one


def test_the_site_is_shown_with_the_way_to_the_form(client: httpx.Client, places: Places) -> None:
    index = client.get("/")
    assert index.status_code == 200 and '<a class="button" href="packet">' in index.text
    page = client.get("/programs/alpha.html")
    assert page.content == (places.output / SEASON / "site/programs/alpha.html").read_bytes()
    form = client.get("/packet").text
    assert [form.index(f'value="{name}"') for name in NAMES] == sorted(
        form.index(f'value="{name}"') for name in NAMES
    )
    style = next(one for one in (places.output / SEASON / "site/assets").glob("web-*.css"))
    kept = client.get(f"/assets/{style.name}").headers
    assert "immutable" in kept["cache-control"] and kept["content-type"].startswith("text/css")
    assert client.get("/favicon.ico").headers["cache-control"] == "no-cache"


def test_a_packet_holds_the_programs_in_the_order_that_was_asked_for(client: httpx.Client) -> None:
    answer = client.get(query("gamma", "alpha"))
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
    assert 'filename="harbor-gamma-alpha-packet-2019-20.pdf"' in answer.headers["content-disposition"]
    packet = PdfReader(BytesIO(answer.content))
    said = [page.extract_text() for page in packet.pages]
    assert packet.metadata is not None and packet.metadata.title is not None
    assert packet.metadata.title.startswith(
        "Gamma and Alpha · Internal Medicine Residency · Harbor Hospital · 2019–20"
    )
    assert [one.title for one in packet.outline if not isinstance(one, list)][1:3] == ["Gamma", "Alpha"]
    at = [next(n for n, words in enumerate(said) if f"The {one} one" in words) for one in ("gamma", "alpha")]
    assert at == sorted(at) and not any("The beta one" in words for words in said)
    front = said[0].split()
    assert [str(n + 1) for n in at] == [word for word in front if word.isdecimal()]
    assert [words.split()[-1] for words in said[1:-2]] == [str(n) for n in range(2, len(said) - 1)]
    assert sum("A page" in one for one in said) == 5, "as packets bind it, with one number on each page"
    alone = PdfReader(BytesIO(client.get("/downloads/harbor-gamma-2019-20.pdf").content)).pages
    own = [one.extract_text().partition("\n")[0] for one in alone[1:]]
    assert own == [f"Own number {number}" for number in range(2, 9)]


def test_a_form_says_the_order_and_leads_to_the_packets_own_address(client: httpx.Client) -> None:
    answer = client.get(
        f"{OWN}?program=alpha&place-alpha=2&program=beta&place-beta=1&program=alpha&place-x="
    )
    assert answer.status_code == 303 and answer.headers["location"] == query("beta", "alpha").lstrip("/")
    below = httpx.URL(f"https://example.org/season{OWN}").join(answer.headers["location"])
    assert below.path == f"/season{OWN}", "it leads on below whatever path a proxy shows the season"
    for asked, wanted in {
        "program=alpha&place-gamma=2&place-beta=1": ("beta", "gamma", "alpha"),
        "place-delta=7&place-alpha=": ("delta",),
    }.items():
        assert client.get(f"{OWN}?{asked}").headers["location"] == query(*wanted).lstrip("/"), asked
    assert client.get(f"{OWN}?place-gone=1").status_code == 404


def test_what_is_asked_for_by_many_is_made_once_and_all_that_is_kept(
    client: httpx.Client, server: SeasonServer, workers: Counting
) -> None:
    kept = server.desk.store.folder / "files"
    before = {one for one in kept.rglob("*") if one.is_file()}
    workers.done.clear()
    workers.gate.clear()
    with ThreadPoolExecutor(8) as many:
        begun = [many.submit(client.get, query("delta", "beta")) for _ in range(8)]
        wait_for(lambda: not workers.gate.is_set())
        workers.gate.set()
        answers = [one.result() for one in begun]
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1 and workers.done.count("Choose") == 1
    assert client.get(query("delta", "beta")).content == answers[0].content
    assert workers.done.count("Choose") == 1
    (more,) = {one for one in kept.rglob("*") if one.is_file()} - before
    assert more.read_bytes() == answers[0].content


def test_other_instances_and_later_starts_make_the_same_bytes(
    client: httpx.Client, places: Places, tmp_path: Path, server: SeasonServer
) -> None:
    mine = client.get(query("alpha", "beta"))
    with served(places, tmp_path) as other, httpx.Client(base_url=f"http://127.0.0.1:{other.port}") as there:
        theirs = there.get(query("alpha", "beta"))
    assert theirs.content == mine.content and theirs.headers["etag"] == mine.headers["etag"]
    with_cache = Counting()
    with (
        served(places, server.desk.store.folder, with_cache) as again,
        httpx.Client(base_url=f"http://127.0.0.1:{again.port}") as there,
    ):
        assert there.get(query("alpha", "beta")).content == mine.content
    assert with_cache.done == []


def test_parts_and_what_is_known_already(client: httpx.Client) -> None:
    whole = client.get(query("alpha"))
    tag, size = whole.headers["etag"], len(whole.content)

    def part(said: str, **more: str) -> httpx.Response:
        return client.get(query("alpha"), headers={"range": said, **more})

    for said, wanted in {
        "bytes=0-99": whole.content[:100],
        "bytes=100-": whole.content[100:],
        "bytes=-7": whole.content[-7:],
        f"bytes=5-{size * 9}": whole.content[5:],
    }.items():
        answer = part(said)
        assert (answer.status_code, answer.content) == (206, wanted), said
        assert int(answer.headers["content-length"]) == len(wanted)
    assert part("bytes=0-99").headers["content-range"] == f"bytes 0-99/{size}"
    for said in (f"bytes={size}-", "bytes=9-2", "bytes=-0"):
        assert part(said).status_code == 416, said
    for said in ("bytes=0-1,5-9", "bytes=-", "lines=1-2", "bytes=x-", "bytes=" + "9" * 400 + "-"):
        assert part(said).content == whole.content, said
    assert part("bytes=0-9", **{"if-range": '"another"'}).status_code == 200
    assert part("bytes=0-9", **{"if-range": tag}).status_code == 206
    for known in (tag, f"W/{tag}", f'"a", {tag}', "*"):
        answer = client.get(query("alpha"), headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
    head = client.head(query("alpha"))
    assert (
        head.content == b"" and int(head.headers["content-length"]) == size and head.headers["etag"] == tag
    )


HOSTILE = (
    *(
        "..",
        "../../content/people.yaml",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "alpha%00",
        "%00",
        "alpha%2f..%2fbeta",
    ),
    *("alpha\r\nx-own:1", "a" * 20_000, "%ff%fe", "☃", "<script>", "alpha/../alpha", "ALPHA", " alpha"),
)


@pytest.mark.parametrize("name", HOSTILE, ids=lambda one: ascii(one)[:20])
def test_names_that_nobody_has_lead_nowhere(server: SeasonServer, name: str) -> None:
    asked = name.replace("\r", "%0d").replace("\n", "%0a").replace(" ", "%20").replace("☃", "%e2%98%83")
    for path in (f"{OWN}?program={asked}", f"/{asked}", f"/programs/{asked}", f"/assets/{asked}"):
        answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        status = int(answer.split(b" ", 2)[1])
        head, _, body = answer.partition(b"\r\n\r\n")
        assert status in (400, 404), (path, status)
        assert b"x-own" not in head and b"<script>" not in body and b"root:" not in body


def raw(server: SeasonServer, said: bytes) -> bytes:
    """What a server answers to bytes, to its end."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
        one.sendall(said)
        answer = bytearray()
        with suppress(ConnectionResetError):  # by whom does not want all of it
            while piece := one.recv(65_536):
                answer += piece
    return bytes(answer)


UNPUBLISHED = (
    *("/site.json", "/nginx.conf", "/_headers", "/.htaccess", "/assets/.htaccess", "/assets"),
    *(
        "/../site.zip",
        "//site.zip",
        "/site.zip",
        "/content/people.yaml",
        "/screen/alpha-DRAFT.pdf",
        "/packet/",
    ),
)


@pytest.mark.parametrize("path", UNPUBLISHED)
def test_nothing_is_shown_that_was_not_published(server: SeasonServer, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404"), path


def test_an_old_link_leads_to_a_page_that_leads_on(client: httpx.Client) -> None:
    for path in ("/programs/gone.html", "/downloads/alpha-2015.pdf", "/programs/v1.2/"):
        answer, top = client.get(path), "../" * (path.count("/") - 1)
        assert answer.status_code == 404 and "<h1" in answer.text, path
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text)
        assert heading and heading[1] == "There is no such page or file."
        assert "<title>There is no such page or file · A packet of your own · " in answer.text
        assert f'class="button" href="{top}index.html"' in answer.text
        assert f'action="{top}packet.pdf"' in answer.text
    assert client.get("/assets/gone.woff2").text == "There is no such page here.\n"
    icon = client.get("/favicon.ico")
    assert icon.status_code == 200 and icon.headers["content-type"].startswith("image/svg+xml")


def test_ten_thousand_programs_are_too_many(server: SeasonServer, client: httpx.Client) -> None:
    many = raw(server, f"GET {query(*['alpha'] * 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert many[:12] in (b"HTTP/1.1 400", b"")
    assert client.get(query(*["alpha"] * 3000)).status_code == 400
    assert client.get(query(*["alpha"] * 500)).headers["location"] == query("alpha").lstrip("/")


def test_nothing_or_something_else_is_told_in_the_form(client: httpx.Client) -> None:
    for path, status, said in (
        (OWN, 400, "Nothing is marked yet."),
        (f"{OWN}?program=", 400, "Nothing is marked yet."),
        (query("alpha", "other"), 404, "is not in this season"),
    ):
        answer = client.get(path)
        assert answer.status_code == status and said in answer.text and 'type="checkbox"' in answer.text
        title = answer.text.partition("<title>")[2]
        assert said.rstrip(".") in title.partition(" · A packet of your own · ")[0]
    some = client.get(query("gamma", "other", "alpha")).text
    marks = re.findall(r'id="choose-(\w+)" checked=""|name="place-(\w+)" value="(\d)"', some)
    assert marks == [("alpha", "", ""), ("", "alpha", "2"), ("gamma", "", ""), ("", "gamma", "1")]
    assert "checked" not in client.get("/packet").text + client.get(query("alpha", "other")).text.replace(
        'id="choose-alpha" checked=""', ""
    )
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.request(method, OWN, content=b"x" * 10)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_every_answer_is_safe_to_show(client: httpx.Client) -> None:
    for path in ("/", "/packet", query("alpha"), query("other"), "/nowhere", "/programs/alpha.html"):
        said = client.get(path).headers
        assert "script" not in said["content-security-policy"], path
        assert "default-src 'none'" in said["content-security-policy"]
        assert (said["x-content-type-options"], said["x-frame-options"]) == ("nosniff", "SAMEORIGIN")
        assert "server" not in said and "set-cookie" not in said


def test_a_full_queue_is_told_and_one_address_has_half_of_it(
    client: httpx.Client, server: SeasonServer, workers: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.orders, "places", 4)
    server.orders._threads.submit(lambda: None).result()
    workers.gate.clear()

    def ask(address: str, *programs: str) -> httpx.Response:
        return client.get(query(*programs), headers={"x-forwarded-for": address})

    with ThreadPoolExecutor(8) as many:
        try:
            fair = [many.submit(ask, "10.0.0.1", one, "gamma") for one in ("alpha", "beta")]
            wait_for(lambda: len(server.orders._making) == 2)
            refused = ask("10.0.0.1", "delta", "gamma")
            assert refused.status_code == 503 and refused.headers["retry-after"] == "5"
            assert "Many packets are being made" in refused.text
            assert refused.text.count('checked=""') == 2
            joined = many.submit(ask, "10.0.0.1", "alpha", "gamma")  # what is being made takes no place
            others = [
                many.submit(ask, f"2001:db8:0:{one}::1", one, "delta", "gamma") for one in ("alpha", "beta")
            ]
            wait_for(lambda: len(server.orders._making) == 4)
            assert ask("10.0.0.9", "delta", "gamma").status_code == 503
            assert ask("10.0.0.9", "alpha").status_code == 200  # it is made already
        finally:
            workers.gate.set()
        assert {one.result().status_code for one in (*fair, joined, *others)} == {200}


@pytest.mark.parametrize(
    ("fault", "last", "status", "again", "says"),
    [
        (OSError(28, "No space left on device"), ("beta",), 503, "5", "Try again"),
        (MachineError.of("x", "full", "y"), ("alpha",), 503, "5", "Try again"),
        (DiedError(), ("alpha", "beta"), 503, "5", "Try again"),
        (CutOffError("an hour", "--limit"), ("beta", "alpha"), 500, None, "This packet cannot be made."),
    ],
)
def test_a_packet_that_is_not_made_is_told_as_what_it_is_and_stops_none_that_is_there(
    client: httpx.Client,
    workers: Counting,
    caplog: pytest.LogCaptureFixture,
    fault: BaseException,
    last: tuple[str, ...],
    status: int,
    again: str | None,
    says: str,
) -> None:
    known, wanted = client.get(query("alpha")).content, query("delta", "gamma", *last)
    workers.fault = fault
    try:
        answer = client.get(wanted)
        assert (answer.status_code, answer.headers.get("retry-after")) == (status, again)
        assert says in answer.text and 'id="choose-gamma" checked' in answer.text
        assert ("it was cut off: after an hour" in caplog.text) is (status == 500)
        assert client.get(query("alpha")).content == known
    finally:
        workers.fault = None
    assert client.get(wanted).status_code == 200


def test_what_was_thrown_away_is_made_again(client: httpx.Client, server: SeasonServer) -> None:
    first = client.get(query("beta"))
    digest = hashlib.sha256(first.content).hexdigest()
    server.desk.store.file(digest).unlink()
    again = client.get(query("beta"))
    assert (again.status_code, again.content) == (200, first.content)


def test_who_says_or_takes_nothing_is_let_go_and_stops_nobody(
    server: SeasonServer, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HASTE", 0.3)
    silent = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(30)]
    for number, one in enumerate(silent):
        one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" if number % 2 else b"GET / HT")
    assert client.get(query("alpha")).status_code == 200
    for number, one in enumerate(silent):
        if number % 2:
            while b"</html>" not in one.recv(65_536):
                pass
            one.sendall(b"GET /pack")  # and half a request after it
        assert one.recv(65_536) == b""
        one.close()
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    reader.connect(("127.0.0.1", server.port))
    reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 400)
    wait_for(lambda: len(server.server.server_state.connections) <= 1)
    reader.close()


def test_a_server_that_ends_leaves_nobody_waiting() -> None:
    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(40_000_000)})

    config = Config(endless, http=listening.Hasty, lifespan="off", timeout_graceful_shutdown=1)
    waiting = listening.bound_socket("127.0.0.1", 0, 5)
    server = listening.PoliteServer(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([waiting])), daemon=True)
    thread.start()
    with socket.create_connection(waiting.getsockname()) as asked:
        asked.settimeout(20)
        asked.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert asked.recv(1)
        server.should_exit = True
        thread.join(20)
        with suppress(ConnectionError):
            while asked.recv(1_000_000):
                pass


def test_one_address_that_asks_for_all_in_one_moment_has_half_of_the_places(
    server: SeasonServer, workers: Counting
) -> None:
    async def ask(orders: Orders) -> list[object]:
        some, season = islice(permutations(NAMES, 3), 5), server.pages.season
        wanted = [orders.packet(season, programs, "10.0.0.1") for programs in some]
        asked = asyncio.gather(*wanted, return_exceptions=True)
        await asyncio.sleep(0)
        workers.gate.set()
        return await asked

    orders = Orders(server.desk.store, 1, 1 << 30, places=4)
    workers.gate.clear()
    try:
        given = asyncio.run(ask(orders))
    finally:
        workers.gate.set()
        orders.close()
    assert [type(one).__name__ for one in given] == ["HashedFile"] * 2 + ["BusyError"] * 3


def test_what_is_done_again_and_again_is_done_on_where_it_went_wrong_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns = list[int]()

    async def work() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise KeyError("gone")
        if len(turns) == 3:
            raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        asyncio.run(asyncio.wait_for(listening.again(work, 0.001), 20))
    assert turns == [0, 1, 2] and "KeyError: 'gone'" in caplog.text


def test_a_signal_that_ends_a_server_is_told_to_nobody_else() -> None:
    heard, told = os.pipe()
    os.set_blocking(heard, False)
    os.set_blocking(told, False)
    before = signal.set_wakeup_fd(told)
    server = listening.PoliteServer(Config("nothing"))
    try:
        with server.capture_signals():
            signal.raise_signal(signal.SIGINT)
        assert server.should_exit
        with pytest.raises(BlockingIOError):
            os.read(heard, 1)
        assert signal.set_wakeup_fd(before) == told
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(told)


def test_a_season_that_is_published_meanwhile_is_shown_and_nothing_is_lost(
    season: Places, shared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_LOOK_AGAIN", 0.05)
    places, workers = copied(season, tmp_path / "season"), Counting()
    with (
        served(places, tmp_path / "cache", workers) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client,
    ):
        before, style = client.get(query("alpha")), client.get("/").text
        asset = style[style.index("assets/web-") :].partition('"')[0]
        workers.gate.clear()
        with ThreadPoolExecutor(1) as beside:
            begun = beside.submit(client.get, query("beta", "alpha"))
            wait_for(lambda: server.orders._making)
            program = places.publication / "content/programs/alpha.yaml"
            program.write_text(program.read_text("utf-8").replace("The alpha one", "A better one"), "utf-8")
            layout = places.publication / "layouts/web/web.css"
            layout.parent.mkdir(parents=True)
            layout.write_text("body { color: black }\n", "utf-8")
            publish(places, shared)
            workers.gate.set()
            ended = begun.result()
        assert ended.status_code == 200 and "The alpha one" in text_of(ended.content)
        wait_for(lambda: "A better one" in client.get("/programs/alpha.html").text)
        after = client.get(query("alpha"))
        assert after.status_code == 200, after.text
        assert "A better one" in text_of(after.content) and after.headers["etag"] != before.headers["etag"]
        assert asset not in client.get("/").text and client.get(f"/{asset}").status_code == 200
        assert len({one.parent for one in (server.pages.season.files["index.html"].path,)}) == 1


def text_of(pdf: bytes) -> str:
    """All words of a PDF."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_content_that_is_not_published_is_not_shown(season: Places, tmp_path: Path) -> None:
    places = copied(season, tmp_path / "season")
    program = places.publication / "content/programs/alpha.yaml"
    program.write_text(program.read_text("utf-8").replace("Alpha", "Unsaid"), "utf-8")
    (places.publication / "content/programs/new.yaml").write_text(program.read_text("utf-8"), "utf-8")
    with (
        served(places, tmp_path / "cache") as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client,
    ):
        assert client.get(query("new")).status_code == 404
        assert drafts_in(client.get(query("alpha")).content) == 0
        assert "Unsaid" not in client.get("/packet").text + text_of(client.get(query("alpha")).content)


def test_what_nobody_has_approved_says_so_in_packets_too(
    season: Places, shared: Desk, tmp_path: Path
) -> None:
    places = copied(season, tmp_path / "season")
    settings = places.publication / "content/publication.yaml"
    settings.write_text(settings.read_text("utf-8") + "approvals: required\n", "utf-8")
    publish(places, shared)
    with (
        served(places, tmp_path / "cache") as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client,
    ):
        answer = client.get(query("beta", "alpha")).content
        packet = PdfReader(BytesIO(answer))
        assert drafts_in(answer) == len(packet.pages)
        assert packet.metadata and str(packet.metadata.title).startswith("DRAFT · Beta and Alpha · ")
        assert '<p class="draft">DRAFT</p>' in client.get("/packet").text


def drafts_in(pdf: bytes) -> int:
    """The pages that carry large drawn letters."""
    pages = appearance_of(pdf).pages
    large = [
        any(
            one.kind == "drawing" and page.width / 3 < one.box[2] - one.box[0] < page.width - 10
            for one in page.marks
        )
        for page in pages
    ]
    return sum(large)
