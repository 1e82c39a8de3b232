"""Runs a webhook handler that was written for FastAPI on Python's own web server.

Usage: handler_server.py HANDLER.py
Prints the port it listens on, then one line of JSON for each alert: what the handler did, or what it raised.
"""

import asyncio
import http.server
import json
import sys
import traceback
import types

ROUTES = {}
DEEDS = []


class FastAPI:
    def post(self, path):
        return lambda handler: ROUTES.setdefault(path, handler)


class Request:
    def __init__(self, body):
        self._body = body

    async def json(self):
        return json.loads(self._body)


class AuditLog:
    async def record(self, **entry):
        DEEDS.append(["audit", entry])


async def evaluate_kill_switch(alert):
    DEEDS.append(["kill switch", alert["rule"]])


async def quarantine_container(container):
    DEEDS.append(["quarantine", container])


class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        DEEDS.clear()
        error = ""
        try:
            answer = asyncio.run(ROUTES[self.path](Request(body)))
        except Exception:
            error = traceback.format_exc()
            answer = {"detail": "Internal Server Error"}
        print(json.dumps({"alert": json.loads(body), "deeds": DEEDS, "error": error}), flush=True)
        self.send_response(500 if error else 200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        pass


def load(path):
    module = types.ModuleType("fastapi")
    module.FastAPI = FastAPI
    module.Request = Request
    sys.modules["fastapi"] = module
    scope = {
        "audit_log": AuditLog(),
        "evaluate_kill_switch": evaluate_kill_switch,
        "quarantine_container": quarantine_container,
    }
    with open(path, encoding="utf-8") as handler:
        exec(compile(handler.read(), path, "exec"), scope)


load(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
