"""The report in a browser: `report_chromium.py INFGEN [--write]`.

Opens reports from the disk in headless Chromium with the network off, narrow and wide, dark and light, without
JavaScript and printed, and holds that nothing is logged, asked for or cut off. `--write` makes the pictures of the
README and of docs/ anew; without it, it holds that they are fresh: beside each stands the hash of what it shows.
"""

import base64
import hashlib
import html
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BARE = '[service]\nname = "bare"\nnamespace = "bare"\nenvironment = "dev"\n[image]\nrepository = "r"\n'
SEED = ["-p", "tests/fixtures/seed.toml"]
# The service time and the queue of which the seed says nothing; the ALB sends to each pod in turn.
MEASURED = ["--set", "measured.batch_constant=40ms", "--set", "measured.batch_per_request=9ms",
            "--set", "performance.queue_limit=10"]
TUNE = ["tune", *SEED, *MEASURED, "--budget", "10m"]

# What is cut off: a text outside the window or its card, letters outside their drawing, a box that hides its content.
CUT = """
const cut = [];
const wide = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth > wide) cut.push('the page is ' + document.documentElement.scrollWidth + ' px wide');
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, parent = node.parentElement;
  if (!node.data.trim() || !parent.checkVisibility() || parent.closest('pre.table')) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const svg = parent.closest('svg');
  const card = parent.closest('.card, .tile, td');
  const frame = svg || card ? (svg || card).getBoundingClientRect() : {left: 0, right: wide, top: -1e9, bottom: 1e9};
  for (const box of range.getClientRects()) {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      cut.push(node.data.trim().slice(0, 60));
  }
}
for (const box of document.querySelectorAll('body *:not(pre.table):not(svg *)')) {
  const hides = getComputedStyle(box).overflowX !== 'visible' || getComputedStyle(box).overflowY !== 'visible';
  if (hides && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1))
    cut.push(box.tagName + '.' + box.className + ' holds ' + box.scrollWidth + ' px in ' + box.clientWidth);
}
return cut;
"""

# What is hard to read: less contrast than WCAG 2.2 asks for (4.5, or 3 for large letters).
PALE = """
const light = colour => {
  const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const ground = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/, 0\\)$/.test(colour)) return colour;
  }
  return 'rgb(255, 255, 255)';
};
const pale = new Set();
for (const element of document.querySelectorAll('body *')) {
  if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const [a, b] = [light(element.closest('svg') ? style.fill : style.color), light(ground(element))].sort((x, y) => y - x);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) pale.add(element.tagName + ' ' + element.textContent.trim().slice(0, 40));
}
return [...pale];
"""


class Browser:
    def __init__(self, javascript=True):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                         "--force-device-scale-factor=1", "--host-resolver-rules=MAP * ~NOTFOUND"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        if not javascript:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))

    def open(self, page, width, theme, media=""):
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(page.as_uri())

    def picture(self, width, height=None):
        height = height or self.driver.execute_script("return document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        return base64.b64decode(shot["data"])

    def said(self):
        """What the page logged, and what it asked for."""
        logged = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return logged, asked


def look(browser, name, page, faults):
    """A page at every width, in both themes, and printed."""
    views = [(width, theme, "") for width in (360, 768, 1440) for theme in ("light", "dark")]
    for width, theme, media in [*views, (718, "light", "print")]:
        browser.said()
        browser.open(page, width, theme, media)
        where = f"{name}, {width} px, {media or theme}"
        logged, asked = browser.said()
        faults += [f"{where}: logs {message}" for message in logged]
        faults += [f"{where}: asks for {url}" for url in asked if url != page.as_uri() and not url.startswith("data:")]
        if page.as_uri() not in asked:
            faults.append(f"{where}: the requests are not seen")
        faults += [f"{where}: is cut off: {text}" for text in browser.driver.execute_script(CUT)]
        faults += [f"{where}: is pale: {text}" for text in browser.driver.execute_script(PALE)]
    browser.open(page, 1440, "light")
    printed = base64.b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"])
    if not printed.startswith(b"%PDF") or printed.count(b"/Type /Page\n") < 2:
        faults.append(f"{name}: prints {len(printed)} bytes, {printed[:8]}")


def follow(browser, page, faults):
    """A finding leads to the page of its check, which opens."""
    browser.open(page, 1440, "light")
    link = browser.driver.find_element("css selector", "a[href^='#INF']")
    code = link.text
    link.click()
    if not browser.driver.execute_script("return document.getElementById(arguments[0]).checkVisibility()", code):
        faults.append(f"{page.name}: the link to {code} opens nothing")


def reports(infgen, folder):
    (folder / "bare.toml").write_text(BARE)
    few = ["--replications", "2"]
    asked = {
        "prod": ["-p", "prod"],
        "prod-alb": ["-p", "prod-alb", *few],
        "dev": ["-p", "dev", *few],
        "staging": ["-p", "staging", *few],
        "seed": [*SEED, *MEASURED, *few],
        "bare": ["-p", str(folder / "bare.toml")],
    }
    pages = {}
    for name, arguments in asked.items():
        pages[name] = folder / f"{name}.html"
        subprocess.run([infgen, "report", "--quiet", *arguments, "--out", pages[name]], cwd=ROOT, check=True)
    return pages


def shown(infgen, pages, folder):
    """The pictures of the documentation: what each shows, and the page that is photographed."""
    text = subprocess.run([infgen, *TUNE], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    terminal = folder / "terminal.html"
    command = "$ infgen " + " ".join(TUNE[:-2]).replace(" --set measured.batch_per", " \\\n    --set measured.batch_per")
    style = "margin:0;padding:16px;background:#0d1117;color:#e6edf3;font:14px/1.4 monospace"
    terminal.write_text(f"<!doctype html><meta charset=utf-8><title>tune</title><pre style='{style}'>"
                        f"{html.escape(command)}\n{html.escape(text)}</pre>")
    page = pages["prod"].read_text()
    top, _ = page.split("<h2>The plan</h2>")
    return {"report-prod": (top, pages["prod"], 1440), "tune-seed": (command + text, terminal, 720)}


def pictures(browser, all_shown, write, faults):
    for name, (what, page, width) in all_shown.items():
        picture, seal = IMAGES / f"{name}.png", IMAGES / f"{name}.sha256"
        fresh = hashlib.sha256(what.encode()).hexdigest() + "\n"
        if write:
            IMAGES.mkdir(exist_ok=True)
            browser.open(page, width, "light")
            plan = "const h = [...document.querySelectorAll('h2')].find(h => h.textContent === 'The plan');"
            end = browser.driver.execute_script(plan + "return h && Math.floor(h.getBoundingClientRect().top + scrollY)")
            picture.write_bytes(browser.picture(width, end))
            seal.write_text(fresh)
        elif not picture.exists() or not seal.exists() or seal.read_text() != fresh:
            faults.append(f"{picture.relative_to(ROOT)} is stale: tests/report_chromium.py INFGEN --write")


def main(infgen, write=False):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages, faults = reports(infgen, folder), []
        all_shown = shown(infgen, pages, folder)
        if not (shutil.which("chromium") and shutil.which("chromedriver")):
            pictures(None, all_shown, False, faults)
            print("skipped: the report in a browser (no chromium, or no chromedriver)")
            return faults
        browser, silent = Browser(), Browser(javascript=False)
        try:
            for name, page in pages.items():
                look(browser, name, page, faults)
                for each in (browser, silent):
                    each.open(page, 1440, "light")
                if browser.picture(1440) != silent.picture(1440):
                    faults.append(f"{name}: looks otherwise without JavaScript")
            follow(browser, pages["prod"], faults)
            pictures(browser, all_shown, write, faults)
        finally:
            browser.driver.quit()
            silent.driver.quit()
        print(f"{len(pages)} reports at 360, 768 and 1440 px, dark, light, printed and without JavaScript")
        return faults


if __name__ == "__main__":
    found = main(str(Path(sys.argv[1]).resolve()), "--write" in sys.argv[2:])
    print("\n".join(found), file=sys.stderr)
    sys.exit(1 if found else 0)
