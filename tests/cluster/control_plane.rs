//! etcd, the API server and the controller manager, on loopback, with throw-away keys, for one run of the tests.

use crate::http::Proxy;
use crate::kubectl::{Kubectl, Ran};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a server may take to answer. It takes seconds; a machine that is busy with other things takes more.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// What ends a server when the tests end, however they end: it reads a pipe that only they hold open.
const WATCHDOG: &str = r#""$@" & server=$!; cat >/dev/null; kill -KILL "$server"; wait "$server""#;

/// The servers of a run.
pub(crate) struct ControlPlane {
    /// kubectl as the administrator.
    pub(crate) kubectl: Kubectl,
    /// The API server itself.
    pub(crate) api: Proxy,
    /// Whether the controllers run, fed by the metrics of `values`.
    pub(crate) controllers: bool,
    /// What the metrics APIs answer.
    pub(crate) values: PathBuf,
    _servers: Vec<Server>,
}

/// A server behind its watchdog. The pipe closes with the process of the tests.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// The control plane of this run, started by the first test that asks. `None` says on stderr why there is none.
pub(crate) fn control_plane() -> Option<&'static ControlPlane> {
    static PLANE: OnceLock<Option<ControlPlane>> = OnceLock::new();
    PLANE.get_or_init(start).as_ref()
}

/// The same, if its controllers run.
pub(crate) fn with_controllers() -> Option<&'static ControlPlane> {
    let plane = control_plane()?;
    if !plane.controllers {
        skip("KUBEBUILDER_ASSETS has no kube-controller-manager, or there is no python3: no controllers");
    }
    plane.controllers.then_some(plane)
}

#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

fn start() -> Option<ControlPlane> {
    let Some(assets) = std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from) else {
        skip("KUBEBUILDER_ASSETS is not set; `tests/cluster/build.sh` builds what it names");
        return None;
    };
    if !runs("openssl", &["version"]) {
        skip("openssl makes the throw-away keys and does not run");
        return None;
    }
    let folder = tempfile::Builder::new().prefix("infgen-cluster.").tempdir().unwrap().keep();
    let mut servers = vec![Server(janitor(&folder))];
    let etcd = start_etcd(&assets, &folder, &mut servers);
    let kubectl = start_api_server(&assets, &folder, &etcd, &mut servers);
    let api = start_proxy(&assets, &folder, &mut servers);
    install_definitions(&kubectl);
    let values = folder.join("values.json");
    fs::write(&values, "{}").unwrap();
    let controllers = assets.join("kube-controller-manager").exists() && runs("python3", &["-c", "import ssl"]);
    if controllers {
        start_metrics(&kubectl, &folder, &values, &mut servers);
        start_controllers(&assets, &folder, &kubectl, &mut servers);
    }
    Some(ControlPlane { kubectl, api, controllers, values, _servers: servers })
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Removes the folder once the tests have ended and the servers with them.
fn janitor(folder: &Path) -> Child {
    let script = r#"cat >/dev/null; for pause in 1 1 1; do sleep "$pause"; rm -rf "$1" && break; done"#;
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn serve(program: &Path, arguments: &[String], log: &Path) -> Server {
    let log = File::create(log).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", WATCHDOG, "sh"]).arg(program).args(arguments).stdin(Stdio::piped());
    command.stdout(log.try_clone().unwrap()).stderr(log);
    Server(command.spawn().unwrap())
}

/// A server that says its port in the first line.
fn serve_port(program: &Path, arguments: &[&str], folder: &Path, log: &str) -> (Server, String) {
    let mut command = Command::new("sh");
    command.args(["-c", WATCHDOG, "sh"]).arg(program).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(folder.join(log)).unwrap());
    let mut server = Server(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (server, line.trim().to_owned())
}

fn start_proxy(assets: &Path, folder: &Path, servers: &mut Vec<Server>) -> Proxy {
    let arguments = ["proxy", "--kubeconfig=kubeconfig", "--port=0"];
    let (server, line) = serve_port(&assets.join("kubectl"), &arguments, folder, "proxy.log");
    servers.push(server);
    Proxy { port: line.rsplit(':').next().unwrap().parse().unwrap() }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Waits until something holds.
pub(crate) fn wait_for(what: &str, log: Option<&Path>, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > PATIENCE {
            let log = log.and_then(|log| fs::read_to_string(log).ok()).unwrap_or_default();
            let from = log.char_indices().rev().nth(3_000).map_or(0, |(at, _)| at);
            panic!("no {what} within {PATIENCE:?}\n{}", &log[from..]);
        }
        sleep(Duration::from_millis(50));
    }
}

fn start_etcd(assets: &Path, folder: &Path, servers: &mut Vec<Server>) -> String {
    let (client, peer) = (format!("http://127.0.0.1:{}", free_port()), format!("http://127.0.0.1:{}", free_port()));
    let arguments = [
        format!("--data-dir={}", folder.join("etcd").display()),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=default={peer}"),
        "--unsafe-no-fsync".to_owned(),
        "--log-level=warn".to_owned(),
    ];
    servers.push(serve(&assets.join("etcd"), &arguments, &folder.join("etcd.log")));
    client
}

fn start_api_server(assets: &Path, folder: &Path, etcd: &str, servers: &mut Vec<Server>) -> Kubectl {
    openssl(folder, &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "accounts.key"]);
    openssl(folder, &["ec", "-in", "accounts.key", "-pubout", "-out", "accounts.pub"]);
    openssl(folder, &["rand", "-hex", "-out", "token", "16"]);
    let token = fs::read_to_string(folder.join("token")).unwrap().trim().to_owned();
    fs::write(folder.join("tokens.csv"), format!("{token},admin,admin,system:masters\n")).unwrap();
    let port = free_port();
    let at = |name: &str| folder.join(name).display().to_string();
    let arguments = [
        format!("--etcd-servers={etcd}"),
        "--bind-address=127.0.0.1".to_owned(),
        "--advertise-address=127.0.0.1".to_owned(),
        format!("--secure-port={port}"),
        format!("--cert-dir={}", at("certificates")),
        "--service-account-issuer=https://127.0.0.1".to_owned(),
        format!("--service-account-key-file={}", at("accounts.pub")),
        format!("--service-account-signing-key-file={}", at("accounts.key")),
        format!("--token-auth-file={}", at("tokens.csv")),
        "--authorization-mode=RBAC".to_owned(),
        "--service-cluster-ip-range=10.96.0.0/16".to_owned(),
        "--endpoint-reconciler-type=none".to_owned(),
    ];
    let log = folder.join("api-server.log");
    servers.push(serve(&assets.join("kube-apiserver"), &arguments, &log));
    let config = folder.join("kubeconfig");
    let authority = at("certificates/apiserver.crt");
    fs::write(&config, kubeconfig(port, &authority, &token)).unwrap();
    let kubectl = Kubectl::new(assets.join("kubectl"), config, folder);
    let ready = || Path::new(&authority).exists() && kubectl.run(&["get", "--raw", "/readyz"]).stdout == "ok";
    wait_for("API server", Some(&log), ready);
    kubectl
}

fn kubeconfig(port: u16, authority: &str, token: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
         clusters: [{{name: test, cluster: {{server: 'https://127.0.0.1:{port}', certificate-authority: '{authority}'}}}}]\n\
         users: [{{name: admin, user: {{token: '{token}'}}}}]\n\
         contexts: [{{name: test, context: {{cluster: test, user: admin}}}}]\n"
    )
}

/// The custom resources, as their projects publish them. [`tests/cluster/crds.txt`]
fn install_definitions(kubectl: &Kubectl) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/crds");
    kubectl.succeed(&["apply", "--server-side", "--filename", folder]);
    kubectl.succeed(&["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
    let found = kubectl.json(&["get", "crd"]);
    for definition in found["items"].as_array().unwrap() {
        let conditions = definition["status"]["conditions"].as_array().unwrap();
        let loose = conditions.iter().any(|condition| condition["type"] == "NonStructuralSchema");
        assert!(!loose, "{} is not structural: the server would neither prune nor validate", definition["metadata"]);
    }
}

/// The metrics APIs, served by `metrics.py` behind `APIService`s whose certificate the API server verifies.
fn start_metrics(kubectl: &Kubectl, folder: &Path, values: &Path, servers: &mut Vec<Server>) {
    let name = "DNS:metrics.kube-system.svc";
    let subject = format!("subjectAltName={name}");
    let days = ["-days", "1", "-subj", "/CN=metrics", "-addext", &subject];
    let request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "metrics.key", "-out", "metrics.crt"];
    openssl(folder, &[&request[..], &days].concat());
    openssl(folder, &["base64", "-A", "-in", "metrics.crt", "-out", "metrics.base64"]);
    let authority = fs::read_to_string(folder.join("metrics.base64")).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/metrics.py");
    let arguments = [script, "metrics.crt", "metrics.key", values.to_str().unwrap()];
    let (server, port) = serve_port(Path::new("python3"), &arguments, folder, "metrics.log");
    servers.push(server);
    let groups =
        [("metrics.k8s.io", "v1beta1"), ("custom.metrics.k8s.io", "v1beta2"), ("external.metrics.k8s.io", "v1beta1")];
    kubectl.apply(&services(&port, &authority, &groups), &[]).succeeded();
    for (group, version) in groups {
        let service = format!("apiservice/{version}.{group}");
        kubectl.succeed(&["wait", "--for=condition=Available", &service, "--timeout=60s"]);
    }
}

fn services(port: &str, authority: &str, groups: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{{apiVersion: v1, kind: Service, metadata: {{name: metrics, namespace: kube-system}}, \
         spec: {{type: ExternalName, externalName: localhost, ports: [{{port: {port}}}]}}}}\n"
    );
    for (group, version) in groups {
        let service = format!(
            "---\n{{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {{name: {version}.{group}}}, \
             spec: {{group: {group}, version: {version}, groupPriorityMinimum: 100, versionPriority: 100, \
             caBundle: {authority}, service: {{name: metrics, namespace: kube-system, port: {port}}}}}}}\n"
        );
        text.push_str(&service);
    }
    text
}

fn start_controllers(assets: &Path, folder: &Path, kubectl: &Kubectl, servers: &mut Vec<Server>) {
    let at = |name: &str| folder.join(name).display().to_string();
    let arguments = [
        format!("--kubeconfig={}", at("kubeconfig")),
        format!("--service-account-private-key-file={}", at("accounts.key")),
        format!("--root-ca-file={}", at("certificates/apiserver.crt")),
        "--leader-elect=false".to_owned(),
        "--secure-port=0".to_owned(),
        "--horizontal-pod-autoscaler-sync-period=1s".to_owned(),
    ];
    let log = folder.join("controllers.log");
    servers.push(serve(&assets.join("kube-controller-manager"), &arguments, &log));
    let account = ["get", "serviceaccount", "default", "--namespace", "default", "--output", "name"];
    let there = |ran: &Ran| ran.stdout.contains("default");
    wait_for("controllers", Some(&log), || there(&kubectl.run(&account)));
}
