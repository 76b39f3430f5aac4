// The box is a form that works without this script. With it, scans go one after the other without loading the page,
// separators typed as Ctrl+] are kept, and a browser that can read codes with its camera is a reader too.
(() => {
  "use strict";
  const box = document.getElementById("box");
  if (!box) return;
  const GS = "\u001d";
  const FORMATS = ["data_matrix", "qr_code", "code_128", "ean_13"];
  const AGAIN_MS = 3000; // the same code in front of the camera is one scan
  const LOOK_MS = 200;
  const text = document.getElementById("text");
  const unsent = document.getElementById("unsent");
  let waiting = Promise.resolve();

  function send(scanned) {
    waiting = waiting.then(() => post(scanned)).catch(() => { unsent.hidden = false; });
  }

  async function post(scanned) {
    const answer = await fetch(box.action, { method: "POST", body: new URLSearchParams({ text: scanned }) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("conversation").replaceChildren(...page.getElementById("conversation").childNodes);
    unsent.hidden = true;
  }

  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const scanned = text.value;
    text.value = "";
    text.focus();
    if (scanned) send(scanned);
  });
  text.addEventListener("keydown", (event) => {
    if (event.ctrlKey && (event.key === "]" || event.code === "BracketRight")) {
      event.preventDefault();
      text.setRangeText(GS, text.selectionStart, text.selectionEnd, "end");
    }
  });

  setInterval(() => {
    const left = document.getElementById("left");
    if (!left) return;
    left.dataset.left -= 1;
    if (left.dataset.left >= 0) left.textContent = left.textContent.replace(/\d+/, left.dataset.left);
    else location.reload();
  }, 1000);

  const button = document.getElementById("camera");
  const film = document.getElementById("film");
  let detector, timer, seen = "", seenAt = 0;

  async function offerCamera() {
    const known = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
    const formats = FORMATS.filter((format) => known.includes(format));
    if (!formats.includes("data_matrix") || !navigator.mediaDevices) {
      document.getElementById("no-camera").hidden = false;
      return;
    }
    detector = new BarcodeDetector({ formats });
    button.textContent = button.dataset.on;
    button.hidden = false;
    button.addEventListener("click", () => (timer ? stop() : start()).catch(() => stop()));
  }

  async function start() {
    film.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    film.hidden = false;
    await film.play();
    button.textContent = button.dataset.off;
    timer = setInterval(look, LOOK_MS);
  }

  async function stop() {
    clearInterval(timer);
    timer = undefined;
    for (const track of film.srcObject?.getTracks() ?? []) track.stop();
    film.srcObject = null;
    film.hidden = true;
    button.textContent = button.dataset.on;
  }

  async function look() {
    const [code] = await detector.detect(film).catch(() => []);
    if (!code || (code.rawValue === seen && Date.now() - seenAt < AGAIN_MS)) return;
    seen = code.rawValue;
    seenAt = Date.now();
    send(seen);
  }

  offerCamera();
})();
