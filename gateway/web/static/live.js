// Keeps an open page up to date: hears that something changed, reads the page again, swaps what differs.
// A page that hears nothing says so itself; without this script the page is simply a page.
(() => {
  "use strict";
  const address = document.body.dataset.live;
  if (!address) return;
  const SILENT_MS = 25000; // the gateway beats every 10 s
  const LOST_MS = 5000; // a restart of the gateway is shorter
  const REFRESH_MS = 30000; // ages and hours move on without any event
  const PAUSE_MS = 1000; // at most one reading a second
  let source, timer, lostAt, heardAt = Date.now(), readAt = Date.now(), readOk = true;

  function connect() {
    source = new EventSource(address);
    source.addEventListener("beat", () => heard());
    source.addEventListener("changed", () => { heard(); soon(PAUSE_MS - (Date.now() - readAt)); });
    source.onopen = () => soon(0); // whatever changed while we were away
    source.onerror = () => { lostAt ??= Date.now(); };
  }

  function heard() {
    heardAt = Date.now();
    lostAt = undefined;
    judge();
  }

  function soon(wait) {
    timer ??= setTimeout(() => { timer = undefined; read(); }, Math.max(wait, 0));
  }

  async function read() {
    readAt = Date.now();
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      readOk = answer.ok && !answer.redirected;
      if (answer.redirected) location.reload();
      else if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      readOk = false; // shown by judge(); the next beat tries again
    }
    judge();
  }

  function swap(fresh) {
    for (const old of document.querySelectorAll("[data-swap]")) {
      const now = fresh.getElementById(old.id);
      if (!now || now.outerHTML === old.outerHTML) continue;
      if (old.querySelector("details[open]")) continue; // a form that somebody is filling in
      const focused = document.activeElement?.closest("[data-swap]") === old ? document.activeElement.getAttribute("href") : null;
      old.replaceChildren(...now.childNodes); // the element stays, so that a screen reader hears the change
      old.className = now.className;
      if (focused) old.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
    document.title = fresh.title;
    document.dispatchEvent(new Event("vigifroid:swapped"));
  }

  function judge() {
    const lost = lostAt !== undefined && Date.now() - lostAt > LOST_MS;
    const stale = !readOk || lost || Date.now() - heardAt > SILENT_MS;
    document.getElementById("stale").hidden = !stale;
    document.body.classList.toggle("stale", stale);
  }

  setInterval(() => {
    judge();
    if (source.readyState === EventSource.CLOSED) connect(); // the browser gives up after an error answer
    if (Date.now() - readAt > (readOk ? REFRESH_MS : 5000)) soon(0);
  }, 2000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  connect();
})();
