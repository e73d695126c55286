//! The API server's own answers, through `kubectl proxy`, which signs the requests.

use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// A proxy on loopback.
pub(crate) struct Proxy {
    pub(crate) port: u16,
}

/// An answer: its status, and the object.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) object: Value,
}

impl Answer {
    /// The object of an answer that is no refusal.
    pub(crate) fn succeeded(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {:#}", self.status, self.object);
        self.object
    }
}

impl Proxy {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "application/json", "")
    }

    pub(crate) fn put(&self, path: &str, object: &Value) -> Answer {
        self.send("PUT", path, "application/json", &object.to_string())
    }

    pub(crate) fn post(&self, path: &str, object: &Value) -> Answer {
        self.send("POST", path, "application/json", &object.to_string())
    }

    pub(crate) fn patch(&self, path: &str, change: &Value) -> Answer {
        self.send("PATCH", path, "application/merge-patch+json", &change.to_string())
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        // The older protocol, so that the answer is one piece and the connection ends with it.
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, object: serde_json::from_str(body).unwrap_or_else(|_| Value::from(body)) }
    }
}

/// Where an object of the five files lives.
pub(crate) fn path_of(object: &Value) -> String {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let version = text("/apiVersion");
    let root = if version.contains('/') { "apis" } else { "api" };
    let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
    let plural = match text("/kind") {
        "Ingress" => "ingresses".to_owned(),
        "NetworkPolicy" => "networkpolicies".to_owned(),
        kind => format!("{}s", kind.to_lowercase()),
    };
    match namespace {
        "" => format!("/{root}/{version}/{plural}/{name}"),
        namespace => format!("/{root}/{version}/namespaces/{namespace}/{plural}/{name}"),
    }
}
