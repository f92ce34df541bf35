"""`creative watch`: the page follows whatever is saved, however it is saved."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from creative_cli.brief.loader import list_source_folders
from creative_cli.services.watched_files import is_source_change
from tests.command import MINIMAL, creative
from tests.conftest import REPOSITORY

PATIENCE_S = 180.0  # of a test on a loaded machine
BRIEF = """\
schema: 1
campaign: watched
include: shared/copy.yaml
template: layouts/own.typ
brand: kit
products: {file: feeds/shoes.csv}
markets: [GB]
ratios: ["300x250"]
"""
COPY = 'message: {headline: "{product} for rain"}\n'
KIT = 'name: Fjell\ncolors: {primary: "#1D3B4A"}\nfonts: {latin: own.ttf}\n'
ROWS = "id,title,image\nrunner,Runner,pictures/shoe.png\n"
CORNER = "#let under(ad) = place(rect(width: ad.margin / 2, height: ad.margin / 2, fill: rgb({}, 0, 0)))\n"


def write_campaign(folder: Path) -> Path:
    """Write a campaign of every kind of file into *folder*; return the brief."""
    for name in ("shared", "layouts", "kit", "feeds", "pictures"):
        (folder / name).mkdir()
    (folder / "shared" / "copy.yaml").write_text(COPY, "utf-8")
    (folder / "layouts" / "own.typ").write_text(CORNER.format(255), "utf-8")
    shutil.copy(REPOSITORY / "src/creative_cli/layout/templates/band.toml", folder / "layouts" / "own.toml")
    (folder / "kit" / "brand.yaml").write_text(KIT, "utf-8")
    shutil.copy(REPOSITORY / "fonts" / "NotoSans-Regular.ttf", folder / "kit" / "own.ttf")
    (folder / "feeds" / "shoes.csv").write_text(ROWS, "utf-8")
    shutil.copy(REPOSITORY / "briefs" / "assets" / "cream.png", folder / "pictures" / "shoe.png")
    (folder / "brief.yaml").write_text(BRIEF, "utf-8")
    return folder / "brief.yaml"


class Watched:
    """A running `creative watch` and its page."""

    def __init__(self, folder: Path) -> None:
        """Start the command in *folder* and wait for the address of its page."""
        self.folder = folder
        self.brief = write_campaign(folder)
        command = (sys.executable, "-m", "creative_cli", "watch", "brief.yaml", "--no-open")
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ)
        assert self.process.stderr is not None
        self.port = 0
        self.said: list[str] = []
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.port = int(found[1])
                break
        assert self.port, self.said
        # What it says later must not fill the pipe.
        self._listener = threading.Thread(target=lambda: self.said.extend(self.process.stderr or ()), daemon=True)
        self._listener.start()

    def end(self) -> None:
        """End the command, if it has not ended, and all that listens to it."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def get(self, path: str, host: str = "") -> tuple[int, Mapping[str, str], str]:
        """Return status, head and text of the answer to a request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as line:
            line.request("GET", path, headers={"Host": host} if host else {})
            answer = line.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")

    def wait_until(self, holds: Callable[[str], bool]) -> str:
        """Return the content once it *holds*, looking after every event."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as line:
            line.request("GET", "/events")
            with line.getresponse() as events:
                for _ in events:
                    content = self.get("/content")[2]
                    if holds(content):
                        return content
        raise AssertionError(f"The page has ended: {self.said}")

    def picture(self, content: str) -> str:
        """Return the name of the chosen picture, empty if it is of an earlier state or a draft."""
        chosen = content.partition('<section class="chosen"')[2].partition("</section>")[0]
        found = re.search(r'src="/picture/(\w+)"', chosen)
        return found[1] if found and "stale" not in chosen and ">Draft<" not in chosen else ""

    def wait_for_picture(self, other_than: str) -> str:
        """Return the name of the next finished picture."""
        return self.picture(self.wait_until(lambda page: self.picture(page) not in {"", other_than}))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Start the command once, on a campaign of every kind of file."""
    (folder := tmp_path_factory.mktemp("watched") / "campaign").mkdir()
    started = Watched(folder)
    yield started
    started.end()


def save_by_rename(path: Path, data: bytes) -> None:
    """Save as vim and many others do: a new file takes the name of the old one."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def save_in_place(path: Path, data: bytes) -> None:
    """Save as simple editors do: the file is emptied, then written in pieces."""
    with path.open("wb") as file:
        for start in range(0, len(data), 40):
            file.write(data[start : start + 40])
            file.flush()


def save_often(path: Path, data: bytes) -> None:
    """Save several times within a second."""
    for size in (0, len(data) // 2, len(data)):
        path.write_bytes(data[:size])


@pytest.mark.parametrize(
    ("name", "old", "new", "save"),
    [
        ("brief.yaml", '"300x250"', '"336x280"', save_by_rename),
        pytest.param(*("shared/copy.yaml", "for rain", "for snow", save_in_place), marks=pytest.mark.slow),
        pytest.param(*("kit/brand.yaml", "#1D3B4A", "#5A1D4A", save_often), marks=pytest.mark.slow),
        pytest.param(*("feeds/shoes.csv", "Runner", "Walker", save_by_rename), marks=pytest.mark.slow),
        pytest.param(*("layouts/own.typ", "rgb(255", "rgb(120", save_in_place), marks=pytest.mark.slow),
    ],
)
def test_every_text_of_a_brief_is_followed(
    watched: Watched, name: str, old: str, new: str, save: Callable[[Path, bytes], None]
) -> None:
    """Brief, part, kit, feed and template, by every way to save."""
    before = watched.wait_for_picture("")
    path = watched.folder / name
    save(path, path.read_text("utf-8").replace(old, new).encode())
    assert watched.wait_for_picture(before) != before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "other"),
    [("pictures/shoe.png", "briefs/assets/serum.png"), ("kit/own.ttf", "fonts/NotoSans-Bold.ttf")],
)
def test_pictures_and_fonts_are_followed(watched: Watched, name: str, other: str) -> None:
    """A file of another content under the same name."""
    before = watched.wait_for_picture("")
    save_by_rename(watched.folder / name, (REPOSITORY / other).read_bytes())
    assert watched.wait_for_picture(before) != before


def test_a_mistake_is_shown_with_its_line_until_it_is_corrected(watched: Watched) -> None:
    """The last ads stay on the page, marked as those of an earlier state."""
    watched.wait_for_picture("")
    right = watched.brief.read_bytes()
    save_in_place(watched.brief, right.replace(b"markets", b"market"))
    page = watched.wait_until(lambda one: "problem" in one and "brief.yaml:7:1" in one)
    assert "<b>7</b> market: [GB]" in page
    assert "Of an earlier state" in page
    save_in_place(watched.brief, right)
    watched.wait_until(lambda one: "brief.yaml:7:1" not in one and bool(watched.picture(one)))


def test_the_page_is_for_this_machine_only(watched: Watched) -> None:
    """Another name for the address is refused, nothing but GET is answered, and the policy names what may load."""
    assert watched.get("/", host="evil.example")[0] == 421
    status, head, _ = watched.get("/")
    policy = head["Content-Security-Policy"]
    assert (status, head["Cache-Control"]) == (200, "no-store")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert [watched.get(path)[0] for path in ("/../brief.yaml", "/picture/none")] == [404, 404]


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    """The exit code is that of an interrupted command, whatever is being drawn."""
    watched = Watched(tmp_path)
    watched.process.send_signal(signal.SIGINT)
    code = watched.process.wait(PATIENCE_S)
    watched.end()
    assert code == 130


def test_once_prints_what_an_ad_took(tmp_path: Path) -> None:
    """Without a page: for scripts, and to see how long a first drawing takes."""
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    done = creative("watch", str(tmp_path / "brief.yaml"), "--once", "--format", "1:1", "-o", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"umbrella en-GB 1:1: \w+, drawn in \d+\.\d\d s \(\d+\.\d\d s of CPU\)\n", done.stdout)


def test_a_brief_that_cannot_be_watched_is_refused(tmp_path: Path) -> None:
    """A folder, stdin, a folder that is not there, and a name with a typing error."""
    (tmp_path / "brief.yaml").write_text(MINIMAL, "utf-8")
    for name, says in (
        (str(tmp_path), "folder"),
        ("-", "stdin"),
        (str(tmp_path / "no" / "brief.yaml"), "no such file"),
        (str(tmp_path / "breif.yaml"), "brief.yaml'?"),
    ):
        done = creative("watch", name, "--no-open", "-o", str(tmp_path / "out"))
        assert done.returncode == 2
        assert says in done.stderr


def test_folders_of_files_that_are_not_there_yet_are_watched(tmp_path: Path) -> None:
    """A brief that names a missing picture is read again when it comes; no folder above the project is listened to."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "assets").mkdir()
    text = MINIMAL.replace("name: Nimbus One", "name: Nimbus One, image: assets/new.png, scene: ../../etc/x.png")
    (tmp_path / "brief.yaml").write_text(text, "utf-8")
    assert list_source_folders(tmp_path / "brief.yaml") == {tmp_path.resolve(), (tmp_path / "assets").resolve()}


def test_what_editors_keep_beside_a_file_is_no_change(tmp_path: Path) -> None:
    """Nor is what we write ourselves."""
    ours = (tmp_path / "outputs",)
    for name in (".brief.yaml.swp", "brief.yaml~", "#brief.yaml#", "outputs/tiny/manifest.json"):
        assert not is_source_change(tmp_path / name, ours)
    assert is_source_change(tmp_path / "brief.yaml", ours)
