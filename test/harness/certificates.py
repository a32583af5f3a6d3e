"""Certificates for tests of TLS, by the openssl program."""

import subprocess
import tempfile
from pathlib import Path


def openssl(*words, stdin=""):
    subprocess.run(["openssl", *map(str, words)], input=stdin, text=True, check=True,
                   capture_output=True, timeout=60)


class Authority:
    """Signs certificates, with a key that lies in `directory`."""

    def __init__(self, directory, name="Test CA"):
        self.directory = Path(directory)
        self.certificate, self.key = self.directory / "ca.crt", self.directory / "ca.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", f"/CN={name}",
                "-keyout", self.key, "-out", self.certificate)
        self.certificate.chmod(0o644)

    def issue(self, name, directory, own=lambda path: None):
        """(certificate, key) for a host or a user; `own` gives the key to who is to read it."""
        certificate = Path(directory) / f"{name}.crt"
        key = Path(directory) / f"{name}.key"
        with tempfile.TemporaryDirectory() as scratch:
            request, names = Path(scratch) / "request", Path(scratch) / "names"
            names.write_text(f"subjectAltName = IP:{name}\n" if name[0].isdigit() else "")
            openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                    "-keyout", key, "-out", request)
            openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                    "-CAcreateserial", "-days", 2, "-extfile", names, "-out", certificate)
        key.chmod(0o600)
        own(key)
        certificate.chmod(0o644)
        return certificate, key
