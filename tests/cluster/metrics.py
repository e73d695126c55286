"""The metrics APIs that an autoscaler reads, answering from a file: SERVING_CERT SERVING_KEY VALUES; prints its port.

The file holds, by namespace, the values of one service's pods:
{"NAMESPACE": {"container": "C", "labels": {}, "usage": {"POD": {"cpu": "1", "memory": "1Gi"}},
               "pods": {"METRIC": {"POD": "10"}}, "external": {"METRIC": "10"}}}
"""

import datetime
import http.server
import json
import pathlib
import ssl
import sys
import urllib.parse

certificate, key, values = sys.argv[1:]
RESOURCES = {
    "metrics.k8s.io/v1beta1": ("pods", "PodMetrics"),
    "custom.metrics.k8s.io/v1beta2": ("pods/*", "MetricValueList"),
    "external.metrics.k8s.io/v1beta1": ("*", "ExternalMetricValueList"),
}


def answer(path):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    _, _, group, version, *rest = path.rstrip("/").split("/") + [""] * 4
    group_version = f"{group}/{version}"
    if group_version not in RESOURCES:
        return None
    if not any(rest):
        name, kind = RESOURCES[group_version]
        resource = {"name": name, "singularName": "", "namespaced": True, "kind": kind, "verbs": ["get", "list"]}
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": [resource]}
    rest = [part for part in rest if part]
    namespace, metric = rest[1] if len(rest) > 1 else "", rest[-1]
    service = json.loads(pathlib.Path(values).read_text()).get(namespace, {})
    if group == "metrics.k8s.io":
        kind, items = "PodMetricsList", [
            {
                "metadata": {"name": pod, "namespace": namespace, "labels": service["labels"]},
                "timestamp": now,
                "window": "15s",
                "containers": [{"name": service["container"], "usage": usage}],
            }
            for pod, usage in service.get("usage", {}).items()
        ]
    elif group == "custom.metrics.k8s.io":
        kind, items = "MetricValueList", [
            {
                "describedObject": {"kind": "Pod", "namespace": namespace, "name": pod, "apiVersion": "/v1"},
                "metric": {"name": metric},
                "timestamp": now,
                "value": value,
            }
            for pod, value in service.get("pods", {}).get(metric, {}).items()
        ]
    else:
        value = service.get("external", {}).get(metric)
        item = {"metricName": metric, "metricLabels": {}, "timestamp": now, "value": value}
        kind, items = "ExternalMetricValueList", [] if value is None else [item]
    return {"kind": kind, "apiVersion": group_version, "metadata": {}, "items": items}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        found = answer(urllib.parse.unquote(urllib.parse.urlparse(self.path).path))
        missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404, "reason": "NotFound"}
        body = json.dumps(missing if found is None else found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
