"use strict";

// A page that is not read again for so long is not the state of the fridge, whatever it shows.
const LOST_MS = 5000;
const EVERY_MS = 1000;
const now = document.getElementById("now");
const lost = document.getElementById("lost");
let heard = Date.now();
let shown = "";

async function look() {
  try {
    const options = { cache: "no-store", signal: AbortSignal.timeout(LOST_MS) };
    const response = await fetch("/now" + location.search, options);
    if (response.headers.get("X-Version") !== document.documentElement.dataset.version) location.reload();
    if (response.ok) {
      take(await response.text());
      heard = Date.now();
    }
  } catch {
    // Told by tell(), once it has lasted.
  }
  setTimeout(look, EVERY_MS);
}

function take(text) {
  if (text === shown) return;
  shown = text;
  now.innerHTML = text;
}

function tell() {
  const silentMs = Date.now() - heard;
  const isLost = silentMs > LOST_MS;
  lost.hidden = !isLost;
  document.body.classList.toggle("lost", isLost);
  if (isLost) lost.textContent = lost.dataset.text.replace("{}", Math.round(silentMs / 1000));
}

look();
setInterval(tell, 500);
