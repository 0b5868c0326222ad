"""A PostgreSQL of the tests' own, from the binaries that are installed; benchmarks use it too."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
PASSWORD = "p@ss/w?rd #1%"
URL_PASSWORD = "p%40ss%2Fw%3Frd%20%231%25"


def binaries() -> Path | None:
    """The folder that MIEN_POSTGRES_BIN names, else that of the newest PostgreSQL; None if there is none."""
    if named := os.environ.get("MIEN_POSTGRES_BIN"):
        folder = Path(named)
        missing = [name for name in ("initdb", "pg_ctl", "postgres") if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(f"MIEN_POSTGRES_BIN={named} has no {', '.join(missing)}")
        return folder
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """A cluster in a temporary folder, with checksums, fsync and passwords, on a port of 127.0.0.1.

    PostgreSQL refuses to run as root; it then runs as ``postgres``, whom Debian's package makes.
    """

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._bin = bin_folder
        self._user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self._numbers = itertools.count(1)
        self.port = free_port()

    @classmethod
    def started(cls) -> "PostgresServer":
        """Make a cluster and start it."""
        found = binaries()
        assert found is not None
        folder = Path(tempfile.mkdtemp(prefix="mien-postgres-"))
        server = cls(folder, found)
        try:
            server._make()
            server.start()
        except BaseException:
            server.remove()
            raise
        return server

    def _make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if self._user is not None:
            for path in (self.folder, secret):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb", "--username=owner", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C.UTF-8", "--data-checksums", "--no-sync", f"--pgdata={self.folder / 'data'}",
        )  # fmt: skip
        with open(self.folder / "data" / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = ''\n"
                "fsync = on\nsynchronous_commit = on\nmax_connections = 200\nshared_buffers = 128MB\n"
                # The tests fill no tables that would need it, and two cores are few.
                "max_worker_processes = 2\nlog_min_messages = error\n"
            )

    def _run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        more = {} if self._user is None else {
            "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []
        }  # fmt: skip
        done = subprocess.run(
            [self._bin / program, *words], cwd=self.folder, env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
            text=True, check=False, **more,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")
        return done

    def _ctl(self, *words: str, check: bool = True) -> None:
        data, log = self.folder / "data", self.folder / "log"
        # With a log file of its own, the server does not keep our pipe open.
        self._run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "60", *words, check=check)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._ctl("start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; mode ``immediate`` is as if the machine had crashed."""
        self._ctl("stop", "-m", mode)

    def remove(self) -> None:
        """Stop it if it runs, and delete all."""
        self._ctl("stop", "-m", "immediate", check=False)
        shutil.rmtree(self.folder)

    def url(self, database: str, user: str = "owner", password: str = URL_PASSWORD) -> str:
        """The address of a database."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, query: str, url: str | None = None) -> list[tuple]:
        """Run statements as the owner of all."""
        with psycopg.connect(url or self.url("postgres"), autocommit=True) as link:
            found = link.execute(query)
            return found.fetchall() if found.description else []

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"study{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def restored(self, path: Path) -> str:
        """Bring a copy of one schema back in a new database, as the documentation says; its address."""
        target = self.new_database()
        self.execute("DROP SCHEMA public", target)
        program = [self._bin / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={target}", path]
        subprocess.run(program, check=True, timeout=120)
        [[schema]] = self.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'answer'", target)
        return f"{target}?options=-csearch_path%3D{schema}"

    @property
    def copies(self) -> bool:
        """Whether what copies a study and brings it back is beside the server, of its version."""
        return all((self._bin / name).is_file() for name in ("pg_dump", "pg_restore"))

    def new_schema(self) -> str:
        """The address of a schema that is not there yet, in a database of many."""
        return self.url("postgres") + f"?options=-csearch_path%3Dschema{next(self._numbers)}"
