"""Splunk's REST API, over TLS whose certificate is verified, with nothing but Python's own library."""

import base64
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request


class SplunkError(Exception):
    """What Splunk refused or failed at, in words that say where."""


class Splunk:
    """One Splunk, as one of its users. `authority` is the certificate, in PEM, of whoever signed Splunk's own."""

    def __init__(self, endpoint: str, user: str, password: str, authority: str, patience: float = 600.0):
        self.endpoint = endpoint.rstrip("/")
        self.patience = patience
        # Nobody but this authority is trusted, and the certificate must be of the host that is asked.
        context = ssl.create_default_context(cadata=authority)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        self._authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def search(self, query: str, earliest: float, latest: float) -> str:
        """Start a search of the events in [earliest, latest), in seconds since 1970, and wait for its end; its id."""
        sid = self._call("POST", "/services/search/v2/jobs", {
            "search": query, "earliest_time": f"{earliest:.6f}", "latest_time": f"{latest:.6f}",
            "adhoc_search_level": "fast", "timeout": "600"})["sid"]
        end = time.monotonic() + self.patience
        pause = 0.02
        while True:
            job = self.job(sid)
            if job.get("isFailed") or job["dispatchState"] == "FAILED":
                self.cancel(sid)
                raise SplunkError(f"{self.endpoint}: the search failed: {_messages(job)}: {query}")
            if job["isDone"]:
                return sid
            if time.monotonic() > end:
                self.cancel(sid)
                raise SplunkError(f"{self.endpoint}: the search did not end within {self.patience:.0f} s: {query}")
            time.sleep(pause)
            pause = min(pause * 2, 2.0)

    def job(self, sid: str) -> dict:
        """What Splunk knows of a search: dispatchState, isDone, eventCount, resultCount."""
        return self._call("GET", f"/services/search/v2/jobs/{urllib.parse.quote(sid)}", {})["entry"][0]["content"]

    def cancel(self, sid: str) -> None:
        """Let Splunk forget a search and its results."""
        self._call("POST", f"/services/search/v2/jobs/{urllib.parse.quote(sid)}/control", {"action": "cancel"})

    def results(self, sid: str, page: int = 10_000):
        """Every result of a search, page by page. Fails when a page comes short: no row may be lost in silence."""
        expected = self.job(sid)["resultCount"]
        offset = 0
        while offset < expected:
            rows = self._call("GET", f"/services/search/v2/jobs/{urllib.parse.quote(sid)}/results", {
                "count": str(page), "offset": str(offset)})["results"]
            if not rows:
                raise SplunkError(
                    f"{self.endpoint}: search {sid} has {expected} results, but none from number {offset + 1} on")
            yield rows
            offset += len(rows)
        if offset != expected:
            raise SplunkError(f"{self.endpoint}: search {sid} has {expected} results and gave {offset}")

    def _call(self, method: str, path: str, parameters: dict) -> dict:
        given = urllib.parse.urlencode({**parameters, "output_mode": "json"})
        url = self.endpoint + path
        request = urllib.request.Request(
            url if method == "POST" else f"{url}?{given}", data=given.encode() if method == "POST" else None,
            method=method, headers={"Authorization": self._authorization})
        for attempt in range(4):
            try:
                with self._opener.open(request, timeout=120) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as problem:
                body = problem.read().decode("utf-8", "replace")
                if problem.code == 401:
                    raise SplunkError(f"{url}: Splunk refuses the user name or password of the secret") from None
                # Busy: too many searches at once.
                if problem.code != 503 or attempt == 3:
                    raise SplunkError(f"{method} {url}: HTTP {problem.code}: {_refusal(body)}") from None
            except urllib.error.URLError as problem:
                if isinstance(problem.reason, ssl.SSLCertVerificationError):
                    raise SplunkError(
                        f"{url}: the certificate is not trusted: {problem.reason.verify_message}; the authority that "
                        "is trusted is the one that the instance published when it was made") from None
                # Asking is harmless twice; starting a search is not, unless nobody was reached.
                if attempt == 3 or (method == "POST" and not isinstance(problem.reason, ConnectionRefusedError)):
                    raise SplunkError(f"{url} does not answer: {problem.reason}") from None
            except (TimeoutError, ConnectionError) as problem:
                if method == "POST" or attempt == 3:
                    raise SplunkError(f"{method} {url}: the connection was lost: {problem}") from None
            except ValueError as problem:
                raise SplunkError(f"{method} {url}: the answer is no JSON: {problem}") from None
            time.sleep(0.5 * 2**attempt)
        raise AssertionError("unreachable")


def _messages(job: dict) -> str:
    return "; ".join(message.get("text", "") for message in job.get("messages") or []) or "Splunk does not say why"


def _refusal(body: str) -> str:
    try:
        return "; ".join(message.get("text", "") for message in json.loads(body)["messages"])
    except (ValueError, KeyError, TypeError):
        return body[:200]
