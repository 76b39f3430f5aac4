"use strict";

const WORDS = {
  fr: {
    door: ["Fermer la porte", "Ouvrir la porte"],
    mains: ["Remettre le courant", "Couper le courant"],
    sensor: ["Débrancher le capteur", "Rebrancher le capteur"],
    reader: ["Débrancher le lecteur", "Rebrancher le lecteur"],
    motor: ["Le compresseur tourne", "Le compresseur est arrêté"],
    story: ["Démonstration en cours", "Rejouer la démonstration (90 s)"],
    quiet: "Aucun message.", other: "English",
  },
  en: {
    door: ["Close the door", "Open the door"],
    mains: ["Restore the power", "Cut the power"],
    sensor: ["Unplug the sensor", "Plug the sensor in"],
    reader: ["Unplug the reader", "Plug the reader in"],
    motor: ["The compressor runs", "The compressor is off"],
    story: ["Demonstration under way", "Play the demonstration again (90 s)"],
    quiet: "No message.", other: "Français",
  },
};
const SYMBOLS = { green: "✔", amber: "▲", red: "✖" };
let language = "fr";
let state = null;

const by = (id) => document.getElementById(id);

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json();
  by("error").textContent = answer.error || "";
  return answer;
}

function fill(list, items) {
  const wanted = items.map((item) => JSON.stringify(item)).join("\n");
  if (list.dataset.shown === wanted) return;
  list.dataset.shown = wanted;
  list.replaceChildren(...items.map(row));
}

function row(item) {
  const li = document.createElement("li");
  li.className = item.kind;
  const time = document.createElement("time");
  time.textContent = item.at;
  li.append(time);
  if (item.head) {
    const head = document.createElement("strong");
    head.textContent = item.head;
    li.append(head);
  }
  li.append(item.text);
  return li;
}

function codes(box, samples) {
  const wanted = language + samples.map((sample) => sample.fr).join("|");
  if (box.dataset.shown === wanted) return;
  box.dataset.shown = wanted;
  box.replaceChildren(...samples.map((sample) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sample[language];
    button.addEventListener("click", () => ask("/scan", { key: sample.key }).then(refresh));
    return button;
  }));
}

function show() {
  const words = WORDS[language];
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-fr]")) node.textContent = node.dataset[language];
  by("language").textContent = words.other;
  if (!state) return;
  by("gateway").href = state.gateway;
  by("screen").href = state.screen;
  by("screen").hidden = !state.screen;
  by("air").textContent = state.air_c.toLocaleString(language, { minimumFractionDigits: 1 }) + " °C";
  by("motor").textContent = words.motor[state.compressor ? 0 : 1];
  const story = state.story;
  by("story").disabled = story.playing;
  by("story").textContent = words.story[story.playing ? 0 : 1] + (story.playing ? ` ${story.step}/${story.steps}` : "");
  for (const button of document.querySelectorAll(".switch")) {
    button.textContent = words[button.dataset.what][state[button.dataset.what] ? 0 : 1];
  }
  codes(by("commands"), state.commands);
  codes(by("packs"), state.packs);
  fill(by("answers"), state.answers.map((answer) => ({
    kind: answer.verdict, at: answer.at, head: "", text: SYMBOLS[answer.verdict] + " " + answer[language],
  })));
  const messages = state.messages.map((message) => ({ kind: "", at: message.at, head: message.title, text: message.text }));
  fill(by("messages"), messages.length ? messages : [{ kind: "", at: "", head: "", text: words.quiet }]);
}

async function refresh() {
  try {
    state = await (await fetch("/state")).json();
  } catch (error) {
    by("error").textContent = String(error);
  }
  show();
}

for (const button of document.querySelectorAll(".switch")) {
  button.addEventListener("click", () => {
    ask("/turn", { what: button.dataset.what, on: !state[button.dataset.what] }).then(refresh);
  });
}
by("story").addEventListener("click", () => ask("/story", {}).then(refresh));
by("language").addEventListener("click", () => { language = language === "fr" ? "en" : "fr"; show(); });
by("free").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("/scan", { text: by("text").value }).then(refresh);
});
show();
refresh();
setInterval(refresh, 1000);
